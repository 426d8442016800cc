import { formatEndpoint } from '../../soap/index.ts';
import type { Session } from '../../vsphere/index.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The sessions that a plan or a journal needs. One of its servers that this run was to be about and that is lost, which has been told, is
 * left out.
 *
 * @param needed where those of its VMs are that something is to be done about, as their facts tell
 * @throws UsageError where one of them is not among the endpoints of this run
 */
export function requireEndpoints(
  endpoints: Endpoints,
  needed: readonly string[],
): readonly Session[] {
  const { sessions } = endpoints;
  const known = new Set([
    ...sessions.map(({ endpoint }) => endpoint),
    ...endpoints.lost.map(({ endpoint: { host, port } }) => formatEndpoint(host, port)),
  ]);
  const missing = [...new Set(needed)].filter((address) => !known.has(address));
  if (missing.length > 0) {
    throw new UsageError(
      `this is about VMs at ${missing.join(', ')}, which this run is not connected to: name it with --url or --endpoints`,
    );
  }
  return sessions;
}
