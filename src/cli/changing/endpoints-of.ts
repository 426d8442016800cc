import type { Session } from '../../index.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The sessions that a plan or a journal needs.
 *
 * @param addresses where its VMs are, as their facts tell
 * @throws UsageError where one of them is not among the endpoints of this run
 */
export function requireEndpoints(
  endpoints: Endpoints,
  addresses: readonly string[],
): readonly Session[] {
  const sessions = endpoints.connected.map(({ session }) => session);
  const missing = [...new Set(addresses)].filter(
    (address) => !sessions.some(({ endpoint }) => endpoint === address),
  );
  if (missing.length > 0) {
    throw new UsageError(
      `this is about VMs at ${missing.join(', ')}, which this run is not connected to: name it with --url or --endpoints`,
    );
  }
  return sessions.filter(({ endpoint }) => addresses.includes(endpoint));
}
