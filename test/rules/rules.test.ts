import { describe, expect, it } from 'vitest';
import { type RuleAnswers, rules } from '../../src/simulator/index.ts';
import { connectingTests } from './connecting.ts';
import type { RuleTest, RuleTests } from './lab.ts';
import { powerTests } from './power.ts';
import { reconfigureTests } from './reconfigure.ts';

/** Rules that have come since, whose rows are still to be written. */
type Open =
  | 'impossibleValues'
  | 'hardwareUpgrade'
  | 'templateConversion'
  | 'compatibilityChecks'
  | 'checkPowerOnOfRunningVm'
  | 'powerOnWithoutRoom'
  | 'powerOnWithoutDatastore'
  | 'powerOnWithoutIso'
  | 'powerOnWithoutKey'
  | 'inaccessibleVm'
  | 'disabledMethod'
  | 'enteringMaintenance'
  | 'sessionLimit'
  | 'guestProcTransfer'
  | 'guestTransferAddress';

/**
 * Every rule of the simulator through the real client, with each of its answers. A rule without a row does not compile.
 */
const tests = {
  ...connectingTests,
  ...reconfigureTests,
  ...powerTests,
} satisfies Omit<RuleTests, Open>;

describe.each(Object.entries(tests))('%s', (name, test) => {
  const { run, concludes } = test as RuleTest<keyof RuleAnswers>;
  const { answers } = rules[name as keyof RuleAnswers];

  it.each(answers as readonly string[])('%s', async (answer) => {
    const chosen = { [name]: answer } as Partial<RuleAnswers>;
    expect(await run(chosen)).toEqual((concludes as Record<string, unknown>)[answer]);
  });
});
