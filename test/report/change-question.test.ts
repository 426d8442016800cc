import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../src/nested/plan/finding-codes.ts';
import type { VmPlan } from '../../src/nested/plan/plan.ts';
import type { Job } from '../../src/nested/run/job.ts';
import { type AskedRun, describeEffect } from '../../src/report/change-question.ts';
import { vmFacts } from '../helpers/facts.ts';

interface Wanted extends Partial<Omit<Job, 'plan'>> {
  readonly server?: string;
  readonly powerState?: 'poweredOn' | 'poweredOff' | 'suspended';
  readonly steps?: VmPlan['steps'];
  readonly findings?: VmPlan['findings'];
  readonly keyGroup?: string;
}

function job({
  server = 'vc1',
  powerState = 'poweredOff',
  steps = {},
  findings = [],
  keyGroup,
  ...wanted
}: Wanted = {}): Job {
  const facts = vmFacts({ endpoint: `https://${server}.example.com`, powerState });
  const change = { nestedHVEnabled: { from: false, to: true }, extraConfig: [] };
  const plan: VmPlan = {
    facts,
    change,
    fate: 'change',
    steps,
    keepApart: [],
    findings,
    ...(keyGroup !== undefined && { keyGroup }),
  };
  const powerAfter = powerState === 'poweredOn' ? 'poweredOn' : 'poweredOff';
  return { plan, powerAfter, templateAfter: false, ...wanted };
}

const times = (count: number, one: Wanted = {}): Job[] =>
  Array.from({ length: count }, () => job(one));
const cycled = (powerCycle: 'soft' | 'hard'): Wanted => ({
  powerState: 'poweredOn',
  steps: { powerCycle },
});
/** A VM whose key nobody could check. */
const unread = (keyGroup: string): Wanted => ({
  keyGroup,
  findings: [{ code: 'KEY_PROVIDER_UNREADABLE', severity: 'warning', evidence: {} }],
});
const accepted = (code: FindingCode): Wanted => ({
  findings: [{ code, severity: 'warning', evidence: {}, accepted: true }],
});

function ask(jobs: readonly Job[], run: Partial<AskedRun> = {}) {
  const nameOf = (endpoint: string): string => new URL(endpoint).hostname;
  return describeEffect({ kind: 'change', jobs, options: {}, nameOf, ...run });
}

describe('the question before a run', () => {
  it.each<[string, readonly Job[], Partial<AskedRun>, string]>([
    ['names the one server', times(1), {}, 'Change 1 VM on vc1.example.com?'],
    [
      'counts VMs, servers and power cycles of those that --limit leaves',
      [
        ...times(100, { server: 'vc1' }),
        ...times(188, { server: 'vc2' }),
        ...times(12, { server: 'vc3', ...cycled('soft') }),
        ...times(750, { server: 'vc4', ...cycled('soft') }),
      ],
      { options: { limit: 300 } },
      'Change 300 of 1,050 VMs on 3 servers (--limit 300)? 12 will be power-cycled.',
    ],
    [
      'does not name a limit that leaves nothing out',
      times(2),
      { options: { limit: 2 } },
      'Change 2 VMs on vc1.example.com?',
    ],
    [
      'says how many may be powered off hard',
      [...times(3, cycled('soft')), ...times(2, cycled('hard'))],
      {},
      'Change 5 VMs on vc1.example.com? 5 will be power-cycled. 2 may be powered off hard, if the guest does not shut down in time.',
    ],
    [
      'names the canary',
      times(5),
      { options: { canary: 2 } },
      'Change 5 VMs on vc1.example.com? 2 first, the others only if all succeed.',
    ],
    [
      'names a canary of one within a limit',
      times(5),
      { options: { canary: 1, limit: 3 } },
      'Change 3 of 5 VMs on vc1.example.com (--limit 3)? 1 first, the others only if it succeeds.',
    ],
    [
      'names no canary if nothing comes after it',
      times(2),
      { options: { canary: 2 } },
      'Change 2 VMs on vc1.example.com?',
    ],
    [
      'names accepted findings, each with its number of VMs',
      [...times(2, accepted('MANAGED_BY')), job(accepted('LICENCE_READ_ONLY'))],
      {},
      'Change 3 VMs on vc1.example.com? Accepted: MANAGED_BY on 2 VMs, LICENCE_READ_ONLY on 1 VM.',
    ],
    [
      'names what no rollback brings back',
      [
        job({ powerState: 'suspended', steps: { discardSuspended: true } }),
        job({ steps: { upgradeHardware: 'vmx-19' } }),
        job({
          steps: {
            convertTemplate: {
              pool: { type: 'ResourcePool', value: 'resgroup-1' },
              host: { type: 'HostSystem', value: 'host-1' },
            },
          },
        }),
      ],
      {},
      'Change 3 VMs on vc1.example.com? 1 will lose the memory that was suspended. 1 will be upgraded to vmx-19 for good. 1 will be converted to a VM and back to a template, which deletes the item of a template in a content library.',
    ],
    [
      'names accepted losses, each with its number of VMs',
      [
        ...times(2, { ...cycled('soft'), ...accepted('NONPERSISTENT_DISK') }),
        job({ ...cycled('soft'), ...accepted('INSTANT_CLONE_FROZEN') }),
      ],
      {},
      'Change 3 VMs on vc1.example.com? 3 will be power-cycled. 2 will lose what was written to nonpersistent disks. 1 will lose the frozen state that instant clones start from. Accepted: NONPERSISTENT_DISK on 2 VMs, INSTANT_CLONE_FROZEN on 1 VM.',
    ],
    [
      'names what is lost besides the memory of a suspended VM',
      [
        job({
          powerState: 'suspended',
          steps: { discardSuspended: true },
          ...accepted('NONPERSISTENT_DISK'),
        }),
      ],
      {},
      'Change 1 VM on vc1.example.com? 1 will lose the memory that was suspended. 1 will lose what was written to nonpersistent disks. Accepted: NONPERSISTENT_DISK on 1 VM.',
    ],
    [
      'names an upgrade that was scheduled before',
      [
        job({
          ...cycled('soft'),
          findings: [{ code: 'HARDWARE_UPGRADE', severity: 'warning', evidence: { to: 'vmx-21' } }],
        }),
      ],
      {},
      'Change 1 VM on vc1.example.com? 1 will be power-cycled. 1 will be upgraded to vmx-21 for good.',
    ],
    [
      'names an accepted key provider by what may be lost',
      times(2, { ...cycled('soft'), ...accepted('KEY_PROVIDER_UNREADABLE') }),
      {},
      'Change 2 VMs on vc1.example.com? 2 will be power-cycled. 2 may not start again: nobody could tell whether their keys are available. Accepted: KEY_PROVIDER_UNREADABLE on 2 VMs.',
    ],
    [
      'names no loss of a key provider that nobody has accepted, but which VMs go first',
      [
        ...times(3, { ...cycled('soft'), ...unread('key:kp-1:domain-c8') }),
        ...times(2, { ...cycled('soft'), ...unread('key:kp-2:domain-c8') }),
      ],
      {},
      'Change 5 VMs on vc1.example.com? 5 will be power-cycled. Of 5 encrypted VMs whose keys could not be checked, 2 will be power-cycled first (one per key provider and cluster).',
    ],
    [
      'names what was excluded, and how many VMs of a group may be down',
      times(2, cycled('soft')),
      {
        limits: {
          exclude: ['db*', '/DC/vm/infra'],
          excluded: 4,
          maxDownPer: [
            { key: 'folder', most: 1 },
            { key: 'attribute:service', most: 2 },
            { key: 'name:^(web)', most: 3 },
          ],
        },
      },
      "Change 2 VMs on vc1.example.com? 2 will be power-cycled. 4 VMs are excluded (--exclude db* --exclude /DC/vm/infra). At most 1 VM per folder is down at once (--max-down-per folder=1). At most 2 VMs per value of 'service' are down at once (--max-down-per attribute:service=2). At most 3 VMs per group of names are down at once (--max-down-per name:^(web)=3).",
    ],
    [
      'counts only VMs that run among those that may be powered off hard',
      [job(cycled('hard')), job({ ...cycled('hard'), powerState: 'poweredOff' })],
      {},
      'Change 2 VMs on vc1.example.com? 1 will be power-cycled. 1 may be powered off hard, if the guest does not shut down in time.',
    ],
    [
      'counts the VMs that a resume starts, and those that may go off meanwhile',
      [
        job({ powerAfter: 'poweredOn' }),
        job({ powerState: 'poweredOn', mayGoOff: true }),
        job({ ...cycled('soft'), powerState: 'poweredOff', powerAfter: 'poweredOn' }),
      ],
      { kind: 'resume' },
      'Resume 3 VMs on vc1.example.com? 1 will be power-cycled. 2 are off and will be started.',
    ],
    ['names a rollback', times(2), { kind: 'rollback' }, 'Roll back 2 VMs on vc1.example.com?'],
  ])('%s', (_what, jobs, run, question) => {
    expect(ask(jobs, run).question).toBe(question);
  });

  it('is stated in the same words where nobody is asked', () => {
    expect(ask(times(3, cycled('soft')), { options: { limit: 2 } })).toStrictEqual({
      question: 'Change 2 of 3 VMs on vc1.example.com (--limit 2)? 2 will be power-cycled.',
      statement: 'Changing 2 of 3 VMs on vc1.example.com (--limit 2). 2 will be power-cycled.',
      powerCycles: 2,
    });
  });
});
