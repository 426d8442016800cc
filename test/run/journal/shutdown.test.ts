import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import * as entries from '../../../src/nested/run/recover.ts';
import { planRecovery } from '../../../src/nested/run/recovery/plan-recovery.ts';
import type { VmData } from '../../../src/simulator/index.ts';
import { resume, rollback } from '../../helpers/recover.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import {
  hurried,
  type JournalFleet,
  planOptions,
  readShapes,
  startFleet,
} from './journal-fleet.ts';
import { dieAfter, type Left, planOf, recoveries } from './left-run.ts';

expectNothingUnhandled();

const patient = { ...hurried, shutdownTimeoutMs: 5000 };

/** What a run leaves that dies after it has asked the one guest of its fleet to shut down. */
async function askAndDie(guestShutdown: NonNullable<VmData['guestShutdown']>): Promise<Left> {
  const slow = { name: 'slow', host: 'esx-01', power: 'poweredOn', tools: 'running' } as const;
  const fleet = await startFleet([{ ...slow, guestShutdown }]);
  const plan = planOf(fleet, 'slow');
  const path = await dieAfter(plan, { steps: ['shutdown'] });
  await fleet.session.call('ShutdownGuest', plan.facts.moRef, {});
  return { fleet, path };
}

async function untilOff({ session }: JournalFleet): Promise<void> {
  for (let power: string | undefined = ''; power !== 'poweredOff'; ) {
    await sleep(20);
    const [shape] = Object.values(await readShapes(session));
    power = shape?.power;
  }
}

describe('a guest that was asked to shut down by a run that died', () => {
  it('and goes off after that: a resume changes the VM and starts it', async () => {
    const { fleet, path } = await askAndDie(500);
    const { outcomes } = await resume([fleet.session], path, patient);
    expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
    const { slow } = await readShapes(fleet.session);
    expect(slow).toMatchObject({ power: 'poweredOn', nested: true });
  });

  it.each(recoveries)('is not waited for by a %s that is stopped', async (_, recover) => {
    const { fleet, path } = await askAndDie(500);
    const before = await readFile(path, 'utf8');
    const stopped = recover({ fleet, path }, { ...patient, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });

  it('and goes off after that: a rollback waits for it and starts it', async () => {
    const { fleet, path } = await askAndDie(500);
    const options = { ...patient, plan: planOptions };
    const { outcomes } = await rollback([fleet.session], path, `${path}.back`, options);
    expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
    const { slow } = await readShapes(fleet.session);
    expect(slow).toMatchObject({ power: 'poweredOn', nested: false });
    expect(fleet.simulator.requests.of('ShutdownGuest')).toBe(1);
    expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
  });

  it.each([
    ['resume', true],
    ['rollback', false],
  ] as const)('and goes off while a %s begins: that is our doing', async (kind, nested) => {
    const { fleet, path } = await askAndDie(400);
    const record = await readJournal(path, await readFile(path, 'utf8'));
    const plan = await planRecovery([fleet.session], record, kind, planOptions);
    expect(plan.jobs).toMatchObject([{ mayGoOff: true }]);
    await untilOff(fleet);
    const act = kind === 'resume' ? entries.resume : entries.rollback;
    const { outcomes } = await act([fleet.session], plan, { ...patient, state: makeTempDir() });
    expect(outcomes).toMatchObject([{ outcome: 'changed' }]);
    const { slow } = await readShapes(fleet.session);
    expect(slow).toMatchObject({ power: 'poweredOn', nested });
  });

  it('and never does: a rollback names it, and the journal stays open', async () => {
    const { fleet, path } = await askAndDie('never');
    const options = { ...hurried, plan: planOptions };
    const { outcomes } = await rollback([fleet.session], path, `${path}.back`, options);
    expect(outcomes).toMatchObject([{ outcome: 'open', error: { code: 'GUEST_STAYS_ON' } }]);
    const { isSealed } = await readJournal(path, await readFile(`${path}.back`, 'utf8'));
    expect(isSealed).toBe(false);
  });
});
