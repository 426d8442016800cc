import type { Simulator, VmData } from '../../src/simulator/index.ts';

export const hosts = [{ name: 'esx-01' }];

/** A VM that runs, with Tools, at `/DC/vm/on`. */
export const running: VmData = { name: 'on', host: 'esx-01', power: 'poweredOn', tools: 'running' };

/** The power state that the simulator's only VM is in. */
export function powerOf({ model }: Simulator): string | undefined {
  const objects = [...model.inventory.objects()];
  const vm = objects.find(({ moRef }) => moRef.type === 'VirtualMachine');
  return (vm as { state?: { powerState?: string } } | undefined)?.state?.powerState;
}
