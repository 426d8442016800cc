import { chooseHosts } from '../../../nested/hosts/host-facts.ts';
import { findHostOptions, type HostOptions } from '../../../nested/hosts/host-options.ts';
import { retrieveInventory, type Selector, type Session } from '../../../vsphere/index.ts';
import type { Context } from '../../context.ts';
import { exitCodes, worst } from '../../exit-code.ts';
import { printWarning } from '../../terminal/notes.ts';

/** The chosen hosts whose options can be asked for; of the others a word is said, and the exit code tells that there are some. */
export async function* eachHost(
  context: Context,
  session: Session,
  given: readonly Selector[],
): AsyncGenerator<HostOptions> {
  const { io } = context;
  const call = { signal: io.stop };
  const inventory = await retrieveInventory(session, call);
  for (const host of chooseHosts(inventory, given)) {
    const options = await findHostOptions(session, host, call);
    if (options === undefined) {
      printWarning(io, `${host.path} has no advanced options to ask for: is it connected?`);
      context.exitCode = worst([context.exitCode, exitCodes.blocked]);
    } else {
      yield options;
    }
  }
}
