import type { Surroundings } from '../facts/surroundings.ts';
import type { VmFacts } from '../facts/vm-facts.ts';

/** Labels of the devices that a VM only has on the host that it is on. A raw disk is among them if no other host reaches its datastore. */
export function hostBoundDevices(
  { details }: VmFacts,
  surroundings: Surroundings | undefined,
): readonly string[] {
  const { hostDevices = [], rawDisks = [] } = details?.devices ?? {};
  const local = rawDisks.filter(
    ({ datastore }) =>
      surroundings?.datastores[datastore?.value ?? '']?.multipleHostAccess === false,
  );
  return [...hostDevices, ...local.map(({ label }) => label)];
}
