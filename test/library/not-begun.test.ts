import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  plan,
  type RecoveryPlan,
  type ResumeOptions,
  resume,
  rollback,
  run,
} from '../../src/index.ts';
import { planRecovery } from '../../src/journal.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet, hurried, running } from '../run/jobs/fleet.ts';

const { journal: _none, ...quick } = hurried;
const on = { nestedHVEnabled: true };
const soft = { powerCycle: 'soft' } as const;

/** Three VMs that run, of which a run that was ended has changed one. */
async function halfDone() {
  const fleet = await Fleet.start([running('vm-1'), running('vm-2'), running('vm-3')]);
  const { session } = fleet;
  const state = makeTempDir();
  const controller = new AbortController();
  const result = await run(session, await plan(session, '*', on, soft), {
    ...quick,
    state,
    powerCycles: 1,
    signal: controller.signal,
    onEvent: ({ kind }) => kind === 'step' && controller.abort(),
  });
  const { journal = '' } = result;
  return { fleet, session, state, journal, before: await readFile(journal, 'utf8') };
}

type Begin = (
  half: Awaited<ReturnType<typeof halfDone>>,
  of: string | RecoveryPlan,
  options: ResumeOptions,
) => Promise<unknown>;

const recoveries: readonly { kind: RecoveryPlan['kind']; begin: Begin }[] = [
  { kind: 'resume', begin: ({ session }, of, options) => resume(session, of, options) },
  {
    kind: 'rollback',
    begin: ({ session }, of, options) => rollback(session, of, { ...options, plan: soft }),
  },
];

/** What keeps a run from its beginning, and the error that it ends in. */
const vetoes: readonly { veto: string; options: Partial<ResumeOptions>; error: object }[] = [
  {
    veto: 'onBegin throws',
    options: {
      onBegin: () => {
        throw new Error('my veto');
      },
    },
    error: { message: 'my veto' },
  },
  {
    veto: 'onBegin rejects',
    options: { onBegin: () => Promise.reject(new Error('my veto')) },
    error: { message: 'my veto' },
  },
  {
    veto: 'the signal has fired before',
    options: { signal: AbortSignal.abort(new Error('my reason')) },
    error: { code: 'ABORTED', requestSent: false, cause: { message: 'my reason' } },
  },
];

describe.each(vetoes)('if $veto', ({ options, error }) => {
  it('a run leaves no journal behind, and no VM is touched', async () => {
    const fleet = await Fleet.start([running('vm')]);
    const state = makeTempDir();
    const plans = await plan(fleet.session, '*', on, soft);
    const begun = run(fleet.session, plans, { ...quick, state, ...options });
    await expect(begun).rejects.toMatchObject(error);
    const journals = join(state, 'journals');
    expect(existsSync(journals) ? await readdir(journals) : []).toStrictEqual([]);
    expect(await fleet.states()).toStrictEqual({ vm: 'plain poweredOn' });
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
  });

  it.each(recoveries)('a $kind leaves the journals as they were', async ({ kind, begin }) => {
    const half = await halfDone();
    const { fleet, session, state, journal, before } = half;
    fleet.simulator.requests.reset();
    const planned = await planRecovery(session, journal, kind, kind === 'rollback' ? soft : {});
    await expect(begin(half, planned, { ...quick, state, ...options })).rejects.toMatchObject(
      error,
    );
    expect(await readFile(journal, 'utf8')).toBe(before);
    expect(await readdir(join(state, 'journals'))).toHaveLength(1);
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(0);
    const { outcomes } = await resume(session, journal, { ...quick, state });
    expect(outcomes).toMatchObject([{ outcome: 'changed' }, { outcome: 'changed' }]);
  });
});
