import { describe, expect, it } from 'vitest';
import { type RuleAnswers, rules } from '../../src/simulator/index.ts';
import { connectingTests } from './connecting.ts';
import { guestTests } from './guest.ts';
import type { RuleTest, RuleTests } from './lab.ts';
import { powerTests } from './power.ts';
import { powerOnTests } from './power-on.ts';
import { reconfigureTests } from './reconfigure.ts';
import { refusingTests } from './refusing.ts';
import { restartTests } from './restarts.ts';
import { snapshotTests } from './snapshots.ts';

/**
 * Every rule of the simulator through the real client, with each of its answers. A rule without a row does not compile.
 */
const tests = {
  ...connectingTests,
  ...reconfigureTests,
  ...powerTests,
  ...powerOnTests,
  ...restartTests,
  ...refusingTests,
  ...guestTests,
  ...snapshotTests,
} satisfies RuleTests;

describe.each(Object.entries(tests))('%s', (name, test) => {
  const { run, concludes } = test as RuleTest<keyof RuleAnswers>;
  const { answers } = rules[name as keyof RuleAnswers];

  it.each(answers as readonly string[])('%s', async (answer) => {
    const chosen = { [name]: answer } as Partial<RuleAnswers>;
    expect(await run(chosen)).toEqual((concludes as Record<string, unknown>)[answer]);
  });
});
