import { InvalidValueError } from '../../errors.ts';
import { issueWords } from '../../issue-words.ts';
import { translate } from '../plan/extra-config.ts';
import { desiredOf } from './desired.ts';
import type { Fleet, FleetRule } from './fleet-schema.ts';

/** A fleet file that does not hold together: everything that is wrong with it, each with its place; values are not repeated. */
export class FleetFileError extends InvalidValueError {
  override name = 'FleetFileError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('the fleet file', `does not hold together:\n  ${problems.join('\n  ')}`);
    this.problems = problems;
  }
}

/**
 * Makes sure that what was read from a file says what a fleet should be like. What checks it is loaded only here.
 *
 * @throws FleetFileError with all problems at once
 */
export async function checkFleet(data: unknown): Promise<Fleet> {
  const { fleetSchema } = await import('./fleet-schema.ts');
  refuseProto(data);
  const parsed = fleetSchema.safeParse(data, { reportInput: true, error: issueWords });
  if (!parsed.success) {
    const { describeIssue } = await import('./fleet-problems.ts');
    throw new FleetFileError(parsed.error.issues.flatMap(describeIssue));
  }
  const problems = parsed.data.rules.flatMap((rule, index) =>
    ruleProblems(rule, parsed.data.rules.slice(0, index)).map(
      ([key, reason]) => `rules[${index}]${key}: ${reason}`,
    ),
  );
  if (problems.length > 0) {
    throw new FleetFileError(problems);
  }
  return parsed.data;
}

/** The schema would leave `__proto__` out of a record without a word. */
function refuseProto(data: unknown): void {
  const { rules } = (data ?? {}) as { readonly rules?: unknown };
  const problems = (Array.isArray(rules) ? rules : []).flatMap((rule, index) => {
    const { extraConfig } = (rule ?? {}) as { readonly extraConfig?: unknown };
    return Object.keys(extraConfig ?? {}).includes('__proto__')
      ? [`rules[${index}].extraConfig.__proto__: is no key of an advanced option`]
      : [];
  });
  if (problems.length > 0) {
    throw new FleetFileError(problems);
  }
}

type Problem = readonly [key: string, reason: string];

/** What the shape alone does not tell. */
function ruleProblems(rule: FleetRule, before: readonly FleetRule[]): readonly Problem[] {
  const problems: Problem[] = [];
  const { name, select, all, cluster, host, folder, pool, where } = rule;
  const narrowings = [cluster, host, folder, pool, where];
  if (all === undefined && [select, ...narrowings].every((list) => list === undefined)) {
    problems.push([
      '',
      'which VMs? Say select, cluster, host, folder, pool or where, or all: true',
    ]);
  }
  if (all !== undefined && select !== undefined) {
    problems.push(['.all', 'contradicts select: give one of them']);
  }
  const twin = before.findIndex((other) => name !== undefined && other.name === name);
  if (twin >= 0) {
    problems.push(['.name', `is the name of rules[${twin}] too`]);
  }
  if (rule.profile !== undefined && rule.nestedHVEnabled !== 'on') {
    problems.push(['.profile', 'is for VMs whose nestedHVEnabled is on']);
  }
  const flag = Object.keys(rule.extraConfig ?? {}).find(
    (key) => key.trim().toLowerCase() === 'vhv.enable',
  );
  if (flag !== undefined) {
    problems.push([`.extraConfig.${flag}`, 'is what nestedHVEnabled of the rule stands for']);
    return problems;
  }
  try {
    translate(desiredOf(rule));
  } catch (error) {
    problems.push(['.extraConfig', (error as Error).message]);
  }
  return problems;
}
