import type { CallOptions, Inventory, Selection, Session } from '../../vsphere/index.ts';
import type { SelfFacts } from '../facts/fleet-facts.ts';
import { retrieveFleetFacts } from '../facts/retrieve-fleet.ts';
import { retrieveFacts, type VmFacts } from '../facts/vm-facts.ts';
import type { Desired } from './change.ts';
import { translate } from './extra-config.ts';
import { planVm } from './plan.ts';
import { neededPrivileges } from './steps.ts';
import type { PlanOptions, VmPlan } from './vm-plan.ts';

export interface PlanFleetOptions extends PlanOptions, CallOptions {
  /** How to know this machine and the server among the VMs; default: they are not looked for. */
  readonly self?: SelfFacts;
}

const nobody: SelfFacts = { macAddresses: [], serverAddresses: [] };

/**
 * Plans the chosen VMs: reads their facts, then what is around those that are to be changed, and nothing of the others.
 *
 * @throws what retrieveFacts and planVm throw.
 */
export async function planFleet(
  session: Session,
  inventory: Inventory,
  selection: Selection,
  wanted: Desired,
  options: PlanFleetOptions = {},
): Promise<VmPlan[]> {
  const { signal, self = nobody, ...planOptions } = options;
  const { desired } = translate(wanted);
  const keys = Object.keys(desired.extraConfig);
  const factsOptions = { signal, details: true, ...(keys.length > 0 && { extraConfig: keys }) };
  const seen: VmFacts[] = [];
  for await (const facts of retrieveFacts(session, inventory, selection, factsOptions)) {
    seen.push(facts);
  }
  const drafts = seen.map((facts) => planVm(facts, wanted, undefined, planOptions));
  const concerned = drafts.filter(({ fate }) => fate !== 'unchanged');
  if (concerned.length === 0) {
    return drafts;
  }
  const powerCycled = concerned.filter(({ steps }) => steps.powerCycle !== undefined);
  const converted = concerned.filter(
    ({ facts }) => facts.template === true && options.convertTemplates === true,
  );
  const privileges = new Set(
    concerned.flatMap((plan) => {
      // Where to is found out with the environment; which rights it takes is known before.
      const { host } = plan.facts;
      const steps =
        host !== undefined && converted.includes(plan)
          ? { ...plan.steps, convertTemplate: { pool: host, host } }
          : plan.steps;
      return neededPrivileges(plan.change, steps, plan.facts);
    }),
  );
  const factsOf = (plans: readonly VmPlan[]): VmFacts[] => plans.map(({ facts }) => facts);
  const needs = {
    vms: factsOf(concerned),
    powerCycled: factsOf(powerCycled),
    converted: factsOf(converted),
    privileges: [...privileges],
    self,
  };
  const environment = await retrieveFleetFacts(session, inventory, needs, { signal });
  return drafts.map((draft) =>
    draft.fate === 'unchanged' ? draft : planVm(draft.facts, wanted, environment, planOptions),
  );
}
