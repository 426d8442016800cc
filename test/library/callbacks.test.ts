import { describe, expect, it } from 'vitest';
import { plan, type RunEvent, type RunOptions, run } from '../../src/index.ts';
import { findOpenJournals } from '../../src/journal.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
import { Fleet, hurried, running } from '../run/jobs/fleet.ts';

expectNothingUnhandled();

const { journal: _none, ...quick } = hurried;
const on = { nestedHVEnabled: true };
const bug = new Error('my bug');

/** Two VMs that are power-cycled and one that is off, and a run of them. */
async function changeThree(options: Partial<RunOptions>) {
  const fleet = await Fleet.start([
    running('on-1'),
    running('on-2'),
    running('off', { power: 'poweredOff' }),
  ]);
  const state = makeTempDir();
  const plans = await plan(fleet.session, '*', on, { powerCycle: 'soft' });
  return { fleet, state, result: await run(fleet.session, plans, { ...quick, state, ...options }) };
}

describe('onEvent that fails changes nothing of the run', () => {
  const failures: Readonly<Record<string, () => void>> = {
    throws: () => {
      throw bug;
    },
    rejects: () => Promise.reject(bug) as unknown as undefined,
    'rejects with no error': () => Promise.reject('my bug') as unknown as undefined,
  };
  const kinds: readonly RunEvent['kind'][] = ['step', 'worked', 'outcome'];
  const cases = Object.entries(failures).flatMap(([how, fail]) =>
    kinds.map((kind) => ({ how, fail, kind })),
  );

  it.each(cases)('if it $how at $kind', async ({ fail, kind }) => {
    const seen: RunEvent['kind'][] = [];
    const { fleet, state, result } = await changeThree({
      onEvent: (event) => {
        seen.push(event.kind);
        return event.kind === kind ? fail() : undefined;
      },
    });
    expect(result.outcomes.map(({ outcome }) => outcome)).toStrictEqual(
      Array.from({ length: 3 }, () => 'changed'),
    );
    expect(await fleet.states()).toStrictEqual({
      'on-1': 'nested poweredOn',
      'on-2': 'nested poweredOn',
      off: 'nested poweredOff',
    });
    expect(result).toMatchObject({ lost: [], callbackError: { message: 'my bug' } });
    expect(await findOpenJournals(state)).toStrictEqual({ open: [], unreadable: [] });
    expect(new Set(seen)).toStrictEqual(new Set(kinds));
  });
});
