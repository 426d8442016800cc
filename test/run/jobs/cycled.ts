import type { JobOptions } from '../../../src/nested/run/options.ts';
import type { RuleAnswers, VmData } from '../../../src/simulator/index.ts';
import type { ManagedEntity } from '../../../src/simulator/model/managed-entity.ts';
import type { VirtualMachine } from '../../../src/simulator/model/virtual-machine.ts';
import { apply } from '../../helpers/apply.ts';
import { vmNamed } from '../../helpers/registering.ts';
import { Fleet, hurried, running } from './fleet.ts';

export const options: JobOptions = { ...hurried, busyTimeoutMs: 100 };

export const vmOf = ({ simulator }: Fleet): VirtualMachine => vmNamed(simulator, 'vm');

/** What another program has begun on an object; ends it when called. */
export function work(
  { simulator }: Fleet,
  entity: ManagedEntity,
  descriptionId: string,
): () => void {
  let end = (): void => undefined;
  const promise = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  simulator.model.tasks.start({
    entity,
    method: 'Other_Task',
    descriptionId,
    userName: 'backup',
    work: () => promise,
  });
  return end;
}

export function powerCalls({ simulator: { requests } }: Fleet): Record<string, number> {
  const methods = ['ShutdownGuest', 'PowerOffVM_Task', 'PowerOnVM_Task', 'PowerOnMultiVM_Task'];
  return Object.fromEntries(
    methods.map((method) => [method, requests.of(method)] as const).filter(([, count]) => count),
  );
}

export async function cycled(
  data: Partial<VmData>,
  begin: (fleet: Fleet) => void,
  more: JobOptions & { powerCycle?: 'soft' | 'hard'; rules?: Partial<RuleAnswers> } = {},
) {
  const { powerCycle = 'soft', rules: answers = {}, ...others } = more;
  const fleet = await Fleet.start([running('vm', data)], { rules: answers });
  const plans = await fleet.plan({ powerCycle });
  begin(fleet);
  const { outcomes } = await apply(fleet.session, plans, { ...options, ...others });
  return { fleet, outcome: outcomes[0] };
}
