import { type ChosenHost, chooseHosts } from '../../nested/hosts/host-facts.ts';
import {
  type CallOptions,
  type Inventory,
  retrieveInventory,
  type Selector,
  type Session,
} from '../../vsphere/index.ts';
import type { ConnectionArgs, SelectorArgs } from '../arguments/options.ts';
import { readSelectors } from '../arguments/selection.ts';
import type { Context } from '../context.ts';
import type { Endpoints } from './endpoints.ts';
import { type Read, type ReadRows, readEndpoints, readFrom } from './read-endpoints.ts';

/** The chosen hosts of one endpoint, and what it takes to read them. */
export interface HostsHere {
  readonly session: Session;
  readonly inventory: Inventory;
  /** Of the selectors those that mean this endpoint. */
  readonly selectors: readonly Selector[];
  readonly hosts: readonly ChosenHost[];
  readonly call: CallOptions;
}

export type ReadHosts<Row> = (here: HostsHere) => Promise<readonly Row[]>;

/**
 * Reads rows about the hosts that a command line names, from every endpoint.
 *
 * @throws what `readEndpoints` throws
 */
export async function readHosts<Row>(
  context: Context,
  args: ConnectionArgs & SelectorArgs,
  read: ReadHosts<Row>,
): Promise<ReadRows<Row>> {
  const selectors = await readSelectors(context, args);
  return readEndpoints(context, args, 'host', selectors, readAt(context.io.stop, read));
}

/** As `readHosts`, from endpoints that are logged in to already. */
export function readHostsFrom<Row>(
  endpoints: Endpoints,
  selectors: readonly Selector[],
  signal: AbortSignal,
  read: ReadHosts<Row>,
): Promise<readonly Row[]> {
  return readFrom(endpoints, 'host', selectors, readAt(signal, read));
}

function readAt<Row>(signal: AbortSignal, read: ReadHosts<Row>): Read<Row> {
  const call = { signal };
  return async (session, selectors) => {
    const inventory = await retrieveInventory(session, call);
    const hosts = chooseHosts(inventory, selectors);
    return read({ session, inventory, selectors, hosts, call });
  };
}
