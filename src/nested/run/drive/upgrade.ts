import { faultOf } from '../../../errors.ts';
import { upgradeHardware } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { whileBusy } from './change-config.ts';
import type { ServerContext } from './server-context.ts';

/** Upgrades the virtual hardware of a VM that is off; one that has that version by now is no error: an upgrade may have been scheduled. */
export async function upgrade(
  server: ServerContext,
  { moRef }: VmFacts,
  version: string,
): Promise<void> {
  const { session, runTask, options } = server;
  try {
    await whileBusy(() => upgradeHardware(session, runTask, moRef, version), options);
  } catch (error) {
    if (faultOf(error)?.type !== 'AlreadyUpgraded') {
      throw error;
    }
  }
}
