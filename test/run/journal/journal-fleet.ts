import { onTestFinished } from 'vitest';
import { retrieveFacts, type VmFacts } from '../../../src/nested/facts/vm-facts.ts';
import type { Desired } from '../../../src/nested/plan/change.ts';
import { planFleet } from '../../../src/nested/plan/plan-fleet.ts';
import type { VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import type { JobOptions } from '../../../src/nested/run/options.ts';
import { type Simulator, startSimulator, type VmData } from '../../../src/simulator/index.ts';
import { connect, type Session } from '../../../src/vsphere/index.ts';

const everything = { selectors: [], within: [], where: [] };

/** Two keys set, one of them over an old value, and one removed. */
const wanted: Desired = {
  nestedHVEnabled: true,
  extraConfig: { 'demo.set': 'new', 'demo.changed': 'new', 'demo.gone': null },
};

const oldKeys = { 'demo.changed': 'old', 'demo.gone': 'old' };

/** A VM of each kind that a run has steps for. */
const kinds: readonly VmData[] = [
  { name: 'off', host: 'esx-01', extraConfig: oldKeys },
  { name: 'soft', host: 'esx-01', power: 'poweredOn', tools: 'running', guestShutdown: 30 },
  { name: 'keys', host: 'esx-02', power: 'poweredOn', tools: 'running', extraConfig: oldKeys },
  { name: 'no-tools', host: 'esx-02', power: 'poweredOn' },
  { name: 'template', host: 'esx-01', template: true, extraConfig: oldKeys },
  { name: 'old', host: 'esx-02', hardware: 'vmx-08' },
];

/** All may be done to them that a plan can ask for. */
export const planOptions = {
  powerCycle: 'hard',
  upgradeHardware: 'vmx-19',
  convertTemplates: true,
  accept: ['TEMPLATE'],
} as const;

/** Waiting that would be minutes is milliseconds here. */
export const hurried = {
  shutdownTimeoutMs: 200,
  lingerMs: 100,
  patienceMs: 5000,
  pollMs: 10,
} as const satisfies JobOptions;

export interface JournalFleet {
  readonly simulator: Simulator;
  readonly session: Session;
  /** Its plans as they were before anything was done. */
  readonly plans: readonly VmPlan[];
}

/** A simulator with a VM of each kind; it ends with the test. */
export async function startFleet(vms: readonly VmData[] = kinds): Promise<JournalFleet> {
  const hosts = [{ name: 'esx-01' }, { name: 'esx-02' }];
  const inventory = { datacenters: [{ name: 'DC', clusters: [{ name: 'C', hosts }], vms }] };
  const simulator = await startSimulator({ inventory });
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  const session = await connect({ url, username, password, trust });
  onTestFinished(async () => {
    await session.logout();
    await simulator.close();
  });
  const plans = await planFleet(session, everything, wanted, planOptions);
  return { simulator, session, plans };
}

/** What a run may change of a VM, and what it has to put back. */
export interface VmShape {
  readonly nested: boolean;
  readonly keys: Readonly<Record<string, string | undefined>>;
  readonly power: VmFacts['powerState'];
  readonly template: boolean;
  readonly hardware: string | undefined;
}

/** The shape of every VM, by name, as the server has it. */
export async function readShapes(session: Session): Promise<Record<string, VmShape>> {
  const shapes: Record<string, VmShape> = {};
  const options = { extraConfig: Object.keys(wanted.extraConfig) };
  for await (const facts of retrieveFacts(session, everything, options)) {
    shapes[facts.name] = {
      nested: facts.nestedHVEnabled ?? false,
      keys: facts.extraConfig ?? {},
      power: facts.powerState,
      template: facts.template ?? false,
      hardware: facts.hardwareVersion,
    };
  }
  return shapes;
}

/** What they are to be like in the end: the new values, and power and template as before. */
export function shapesAfter(before: Readonly<Record<string, VmShape>>): Record<string, VmShape> {
  return Object.fromEntries(
    Object.entries(before).map(([name, shape]) => [
      name,
      {
        ...shape,
        nested: true,
        keys: { 'demo.set': 'new', 'demo.changed': 'new' },
        hardware: 'vmx-19',
      },
    ]),
  );
}
