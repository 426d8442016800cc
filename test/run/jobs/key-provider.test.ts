import { describe, expect, it } from 'vitest';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import type { Applied } from '../../../src/nested/run/jobs/run-jobs.ts';
import type { JobOptions, RunEvent } from '../../../src/nested/run/options.ts';
import type { InventoryData, VmData } from '../../../src/simulator/index.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { Fleet, hurried, running } from './fleet.ts';

expectNothingUnhandled();

const soft = { powerCycle: 'soft' } as const;
const wide: JobOptions = { ...hurried, powerCyclesPerHost: 8, powerCycles: 8, maxFailures: 10 };
const win = (name: string, data: Partial<VmData> = {}): VmData =>
  running(name, { vtpm: true, ...data });

type Provider = NonNullable<InventoryData['keyProvider']>;
interface Wanted {
  readonly keyServer?: 'available' | 'unavailable';
  readonly provider?: Provider;
  readonly host?: Partial<
    NonNullable<NonNullable<InventoryData['datacenters'][number]['hosts']>[number]>
  >;
}

async function start(vms: readonly VmData[], { keyServer, provider, host }: Wanted = {}) {
  const fleet = await Fleet.start(vms, {
    cluster: { hosts: [{ name: 'esx-01', ...host }, { name: 'esx-02' }] },
  });
  fleet.simulator.model.keyServer.available = keyServer !== 'unavailable';
  fleet.simulator.model.keyServer.answer = provider ?? 'truth';
  return fleet;
}

/** What is found about keys, and what becomes of the VM. */
function keyCodes(plan: VmPlan | undefined): readonly string[] {
  const about = plan?.findings.filter(({ code }) => code.startsWith('KEY_')) ?? [];
  return [plan?.fate ?? '', ...about.map(({ code }) => code)];
}

async function planOne(fleet: Fleet, options = {}): Promise<VmPlan | undefined> {
  return (await fleet.plan({ ...soft, ...options }))[0];
}

const outcomesOf = ({ outcomes }: Applied): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ plan, outcome }) => [plan.facts.name, outcome]));

describe('an encrypted VM that runs', () => {
  it.each<[string, Wanted, Partial<VmData>, readonly string[]]>([
    ['healthy: it may be power-cycled', {}, {}, ['change']],
    ['the key server is gone', { keyServer: 'unavailable' }, {}, ['blocked', 'KEY_UNAVAILABLE']],
    [
      'the host is not safe',
      { host: { cryptoState: 'pendingIncapable' } },
      {},
      ['blocked', 'KEY_UNAVAILABLE'],
    ],
    ['it has a locked alarm', {}, { alarms: ['alarm.VmLocked'] }, ['blocked', 'KEY_UNAVAILABLE']],
    [
      'its host has a key alarm',
      { host: { alarms: ['alarm.HostKeyMissing'] } },
      {},
      ['blocked', 'KEY_UNAVAILABLE'],
    ],
    ['another alarm is none of that', {}, { alarms: ['alarm.VmCpuUsage'] }, ['change']],
    [
      'keys of a native provider',
      { provider: 'native' },
      {},
      ['change', 'KEY_PROVIDER_UNREADABLE'],
    ],
    [
      'keys of Trust Authority',
      { provider: 'trustAuthority' },
      {},
      ['change', 'KEY_PROVIDER_UNREADABLE'],
    ],
    [
      'nothing is said of the key',
      { provider: 'nothing' },
      {},
      ['change', 'KEY_PROVIDER_UNREADABLE'],
    ],
    [
      'nothing is said of the key, and it has a locked alarm',
      { provider: 'nothing' },
      { alarms: ['alarm.VmLocked'] },
      ['blocked', 'KEY_UNAVAILABLE'],
    ],
  ])('%s', async (_, wanted, data, codes) => {
    const fleet = await start([win('win', data)], wanted);
    const plan = await planOne(fleet);
    expect(keyCodes(plan)).toStrictEqual(codes);
    const severities = plan?.findings.filter(({ code }) => code === 'VTPM' || code === 'ENCRYPTED');
    expect(severities?.map(({ severity }) => severity)).toStrictEqual(['warning', 'warning']);
  });

  it('whose key may not be asked for', async () => {
    const fleet = await start([win('win')]);
    fleet.fault({ method: 'QueryCryptoKeyStatus', fault: { _type: 'NoPermission' } });
    const plan = await planOne(fleet);
    expect(keyCodes(plan)).toStrictEqual(['change', 'KEY_PROVIDER_UNREADABLE']);
    expect(plan?.keyGroup).toMatch(/^key:key-provider-1:domain-c/);
  });

  it('whose provider does not answer', async () => {
    const fleet = await start([win('win')]);
    fleet.fault({ method: 'QueryCryptoKeyStatus', drop: 'before' });
    expect(keyCodes(await planOne(fleet))).toStrictEqual(['change', 'KEY_PROVIDER_UNREADABLE']);
  });

  it('a VM that is off, or needs no power cycle, asks for no key', async () => {
    const fleet = await start([{ name: 'off', host: 'esx-01', encrypted: true }]);
    expect(keyCodes(await planOne(fleet))).toStrictEqual(['change']);
    expect(fleet.simulator.requests.of('QueryCryptoKeyStatus')).toBe(0);
  });
});

const threeOfUnknown = (): Promise<Fleet> =>
  start([win('win-1'), win('win-2', { host: 'esx-02' }), win('win-3'), running('plain')], {
    provider: 'native',
  });

/** So late that no check before the shutdown can see it. */
function loseKeyAtShutdown({ simulator }: Fleet) {
  return (event: RunEvent): void => {
    if (event.kind === 'step' && event.step === 'reconfigure' && event.path.includes('win')) {
      simulator.model.keyServer.available = false;
    }
  };
}

describe('VMs whose keys nobody can check', () => {
  it('one goes first, alone, on its own host; the others follow once it is back', async () => {
    const fleet = await threeOfUnknown();
    const begun: string[] = [];
    const back = new Set<string>();
    const plans = await fleet.plan(soft);
    const names = new Map(
      plans.map(({ facts }) => [`${facts.endpoint}#${facts.moRef.value}`, facts.name]),
    );
    const backAtBegin: number[] = [];
    const applied = await apply(fleet.session, plans, {
      ...wide,
      onEvent: (event) => {
        const name = names.get(event.vm) ?? '';
        if (event.kind === 'step' && event.step === 'shutdown' && name.startsWith('win')) {
          begun.push(name);
          backAtBegin.push(back.size);
        } else if (event.kind === 'worked' && name.startsWith('win')) {
          back.add(name);
        }
      },
    });
    expect(Object.values(outcomesOf(applied))).toStrictEqual(Array(4).fill('changed'));
    expect(begun).toHaveLength(3);
    expect(backAtBegin[1]).toBeGreaterThanOrEqual(1);
    // The plain VM is started by DRS, the others where they ran.
    expect(fleet.simulator.requests.of('PowerOnMultiVM_Task')).toBe(1);
    expect(fleet.simulator.requests.of('PowerOnVM_Task')).toBe(3);
  });

  it('where the first does not come back, none of the others goes down', async () => {
    const fleet = await threeOfUnknown();
    const outcomes = outcomesOf(await fleet.apply({ ...wide, onEvent: loseKeyAtShutdown(fleet) }));
    expect(outcomes['plain']).toBe('changed');
    const windows = Object.entries(outcomes).filter(([name]) => name.startsWith('win'));
    expect(windows.map(([, outcome]) => outcome).toSorted()).toStrictEqual([
      'left-off',
      'untouched',
      'untouched',
    ]);
  });

  it('a provider that says a key is there and has none: the VM is named, and no other follows', async () => {
    const fleet = await start([win('win-1'), win('win-2'), win('win-3')], {
      provider: 'available',
    });
    const outcomes = outcomesOf(await fleet.apply({ onEvent: loseKeyAtShutdown(fleet) }));
    expect(Object.values(outcomes).toSorted()).toStrictEqual([
      'left-off',
      'untouched',
      'untouched',
    ]);
  });

  it('accepting the code skips that step, and the plan records it', async () => {
    const fleet = await threeOfUnknown();
    const plans = await fleet.plan({ ...soft, accept: ['KEY_PROVIDER_UNREADABLE'] });
    const [first] = plans;
    expect(first?.keyGroup).toBeUndefined();
    expect(first?.findings).toContainEqual(
      expect.objectContaining({ code: 'KEY_PROVIDER_UNREADABLE', accepted: true }),
    );
    const applied = await apply(fleet.session, plans, wide);
    expect(Object.values(outcomesOf(applied))).toStrictEqual(Array(4).fill('changed'));
    expect(fleet.simulator.requests.of('PowerOnVM_Task')).toBe(0);
  });
});

it('KEY_UNAVAILABLE cannot be accepted', async () => {
  const fleet = await start([win('win')], { keyServer: 'unavailable' });
  await expect(fleet.plan({ ...soft, accept: ['KEY_UNAVAILABLE'] })).rejects.toMatchObject({
    message: expect.stringContaining('KEY_UNAVAILABLE cannot be accepted'),
  });
});
