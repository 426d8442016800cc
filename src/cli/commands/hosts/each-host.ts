import { findHostOptions, type HostOptions } from '../../../nested/hosts/host-options.ts';
import type { Context } from '../../context.ts';
import type { HostsHere } from '../../endpoints/read-hosts.ts';
import { exitCodes, worst } from '../../exit-code.ts';
import { printWarning } from '../../terminal/notes.ts';

/** Yields the chosen hosts that have advanced options. Each other one gets a warning, and the exit code becomes `blocked`. */
export async function* eachHost(
  context: Context,
  { session, hosts, call }: HostsHere,
): AsyncGenerator<HostOptions> {
  for (const host of hosts) {
    const options = await findHostOptions(session, host, call);
    if (options === undefined) {
      const why = 'has no advanced options to ask for: is it connected?';
      printWarning(context.io, `${host.path} ${why}`);
      context.exitCode = worst([context.exitCode, exitCodes.blocked]);
    } else {
      yield options;
    }
  }
}
