import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VmFacts } from '../../../src/nested/facts/vm-facts.ts';
import { planFleet } from '../../../src/nested/plan/plan-fleet.ts';
import type { Fate, VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/index.ts';
import { connect, type Session } from '../../../src/vsphere/index.ts';
import { apply } from '../../helpers/apply.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { hurried, turnOn } from './fleet.ts';
import { fleetSize, kindOf, mixedFleet } from './mixed-kinds.ts';

expectNothingUnhandled();

/** May do everything but in one folder, where it may only look. */
const operator = {
  name: 'operator',
  password: 'pass',
  grants: [
    { path: '/', privileges: 'all' },
    { path: '/DC/vm/forbidden', privileges: [] },
  ],
} as const;

/** Guests may be shut down, templates converted. Nothing is upgraded and no memory lost. */
const allowed = { powerCycle: 'soft', convertTemplates: true, accept: ['TEMPLATE'] } as const;

/** Methods that look, and what they need for it. */
const reads =
  /^(Retrieve|Continue|Cancel|Create|Destroy|ModifyListView|WaitForUpdates|Has|Check|Query|Login)/;

let simulator: Simulator;
let session: Session;
let plans: readonly VmPlan[];

async function plan(): Promise<VmPlan[]> {
  const everything = { selectors: [], within: [], where: [] };
  return planFleet(session, everything, turnOn, allowed);
}

/** Whatever of a VM somebody would miss. */
function shapeOf({ nestedHVEnabled, powerState, template, hardwareVersion }: VmFacts): object {
  return { nested: nestedHVEnabled ?? false, powerState, template, hardwareVersion };
}

/** How often each method was called that changes something. */
function writes(): object {
  const counted = Object.entries(simulator.requests.byMethod());
  return Object.fromEntries(counted.filter(([method]) => !reads.test(method)));
}

const ofFate = (fate: Fate): VmPlan[] => plans.filter((one) => one.fate === fate);

beforeAll(async () => {
  simulator = await startSimulator({ inventory: mixedFleet, users: [operator] });
  const { url, fingerprint256 } = simulator;
  const { name: username, password } = operator;
  session = await connect({ url, username, password, trust: { kind: 'pinned', fingerprint256 } });
  plans = await plan();
});

afterAll(async () => {
  await session.logout();
  await simulator.close();
});

describe('a fleet of all sorts', () => {
  it('each VM has the fate and the codes of its kind', () => {
    expect(plans.length).toBe(fleetSize);
    expect(fleetSize).toBe(500);
    const wrong = plans.flatMap(({ facts, fate, findings }) => {
      const kind = kindOf(facts.name);
      const found = findings.map(({ code }) => code).filter((code) => code !== 'DRS_MANUAL');
      const codes = new Set(kind.codes);
      const isAsMade =
        fate === kind.fate && found.length === codes.size && found.every((one) => codes.has(one));
      return isAsMade ? [] : [{ name: facts.name, fate, found, kind }];
    });
    expect(wrong).toStrictEqual([]);
  });

  it('is changed as planned, and no other VM is touched', { timeout: 60_000 }, async () => {
    simulator.requests.reset();
    const many = { powerCycles: 32, powerCyclesPerHost: 8 };
    const { outcomes, lost } = await apply(session, plans, { ...hurried, ...many });
    expect(lost).toStrictEqual([]);
    expect(outcomes.filter(({ outcome }) => outcome !== 'changed')).toStrictEqual([]);
    expect(outcomes.length).toBe(ofFate('change').length);
    const running = ofFate('change').filter(({ steps }) => steps.powerCycle !== undefined);
    const templates = ofFate('change').filter(({ facts }) => facts.template === true);
    const recommended = running.filter(({ findings }) =>
      findings.some(({ code }) => code === 'DRS_MANUAL'),
    );
    expect(writes()).toStrictEqual({
      ReconfigVM_Task: outcomes.length,
      ShutdownGuest: running.length,
      // Through DRS where there is a datacenter to ask; named a host where DRS only recommends.
      PowerOnMultiVM_Task: running.length,
      PowerOnVM_Task: recommended.length,
      MarkAsVirtualMachine: templates.length,
      MarkAsTemplate: templates.length,
    });
    const after = new Map((await plan()).map(({ facts }) => [facts.moRef.value, facts]));
    for (const { facts, fate } of plans) {
      const now = after.get(facts.moRef.value);
      if (fate === 'change') {
        expect(shapeOf(now ?? facts)).toStrictEqual({ ...shapeOf(facts), nested: true });
      } else {
        // Its changeVersion among them: nothing at all was written.
        expect(now).toStrictEqual(facts);
      }
    }
  });

  it('is left alone by a second run', async () => {
    const again = await plan();
    const blocked = again.filter(({ fate }) => fate === 'blocked').map(({ facts }) => facts.name);
    expect(blocked).toStrictEqual(ofFate('blocked').map(({ facts }) => facts.name));
    expect(again.filter(({ fate }) => fate === 'change')).toStrictEqual([]);
    simulator.requests.reset();
    expect(await apply(session, again, hurried)).toStrictEqual({ outcomes: [], lost: [] });
    expect(writes()).toStrictEqual({});
  });
});
