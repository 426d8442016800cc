import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExitCode, exitCodeMeanings, exitCodes, worst } from '../../src/cli/exit-code.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';

describe('where several things happened', () => {
  const order: ExitCode[] = [130, 7, 8, 4, 9, 6, 5, 3, 2, 1, 0];

  it.each(order.map((code, index) => ({ code, after: order.slice(index) })))(
    '$code wins over $after',
    ({ code, after }) => {
      expect(worst(after)).toBe(code);
      expect(worst(after.toReversed())).toBe(code);
    },
  );

  it('nothing is 0, and every code has its meaning', () => {
    expect(worst([])).toBe(0);
    expect(new Set(exitCodeMeanings.map(([code]) => code))).toEqual(
      new Set(Object.values(exitCodes)),
    );
  });
});

describe.each([
  { args: ['about'] },
  { args: ['hosts'] },
  { args: ['hosts', 'options', 'ls'] },
  { args: ['hosts', 'options', 'get', 'Net.'] },
  { args: ['vms'] },
  { args: ['vms', 'extra-config', 'ls'] },
])('vhv $args', ({ args }) => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator();
  });
  afterEach(async () => {
    expect(simulator.sessionCount).toBe(0);
    await simulator.close();
  });

  async function codeOf(env: Record<string, string>, stop?: AbortSignal): Promise<number> {
    const ran = await runCli(args, stop === undefined ? { env } : { env, stop });
    return ran.exitCode;
  }

  it('says by its exit code how it ended', async () => {
    const env = envOf(simulator);
    expect(await codeOf(env)).toBe(exitCodes.done);
    expect(await codeOf({})).toBe(exitCodes.usage);
    expect(await codeOf({ ...env, VHV_PASSWORD: 'wrong' })).toBe(exitCodes.loginOrTls);
    expect(await codeOf({ ...env, VHV_FINGERPRINT: '00'.repeat(32) })).toBe(exitCodes.loginOrTls);
    expect(await codeOf({ ...env, VHV_URL: 'https://127.0.0.1:1' })).toBe(exitCodes.unreachable);
    expect(await codeOf(env, AbortSignal.abort())).toBe(exitCodes.interrupted);
  });
});
