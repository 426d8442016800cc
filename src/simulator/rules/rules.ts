import { changeRules } from './change-rules.ts';
import { powerRules } from './power-rules.ts';
import type { Rule } from './rule.ts';
import { serverRules } from './server-rules.ts';

/** Every rule that the simulator follows, by its name. */
export const rules = { ...serverRules, ...changeRules, ...powerRules } as const;

/** One answer for each rule. */
export type RuleAnswers = {
  readonly [Name in keyof typeof rules]: (typeof rules)[Name]['answers'][number];
};

/**
 * The answers that a simulator gives: the defaults, and what was chosen instead.
 *
 * @throws TypeError where there is no such rule or it has no such answer
 */
export function chooseAnswers(chosen: Partial<RuleAnswers>): RuleAnswers {
  const table: Readonly<Record<string, Rule>> = rules;
  for (const [name, answer] of Object.entries(chosen)) {
    const answers = table[name]?.answers;
    if (answers === undefined || !answers.includes(answer)) {
      throw new TypeError(`the rule ${name} has no answer '${answer}'`);
    }
  }
  const defaults = Object.entries(table).map(([name, { answers }]) => [name, answers[0]]);
  return { ...Object.fromEntries(defaults), ...chosen } as RuleAnswers;
}
