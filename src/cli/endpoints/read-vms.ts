import { type FactsOptions, retrieveFacts, type VmFacts } from '../../nested/facts/vm-facts.ts';
import type { CallOptions, Selection, Session } from '../../vsphere/index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import type { Endpoint } from './choose.ts';
import type { Endpoints } from './endpoints.ts';
import { type Read, type ReadRows, readEndpoints, readFrom } from './read-endpoints.ts';

/** The chosen VMs of one endpoint, and what it takes to read them. */
export interface VmsHere {
  readonly session: Session;
  readonly endpoint: Endpoint;
  /** Of the selectors those that mean this endpoint. */
  readonly selection: Selection;
  readonly call: CallOptions;
}

type ReadHere<Row> = (here: VmsHere) => Promise<readonly Row[]>;

/**
 * Reads rows about the chosen VMs of every endpoint.
 *
 * @throws what `readEndpoints` throws
 */
export function readVms<Row>(
  context: Context,
  args: ConnectionArgs,
  selection: Selection,
  read: ReadHere<Row>,
): Promise<ReadRows<Row>> {
  const { selectors } = selection;
  return readEndpoints(context, args, 'VM', selectors, readAt(selection, context.io.stop, read));
}

/** As `readVms`, from endpoints that are logged in to already. */
export function readVmsFrom<Row>(
  endpoints: Endpoints,
  selection: Selection,
  signal: AbortSignal,
  read: ReadHere<Row>,
): Promise<readonly Row[]> {
  return readFrom(endpoints, 'VM', selection.selectors, readAt(selection, signal, read));
}

function readAt<Row>(selection: Selection, signal: AbortSignal, read: ReadHere<Row>): Read<Row> {
  const call = { signal };
  return async (session, selectors, endpoint) => {
    return read({ session, endpoint, selection: { ...selection, selectors }, call });
  };
}

/** Rows made of the facts of each VM, as they come in. */
export async function rowsOfFacts<Row>(
  { session, selection, call }: VmsHere,
  options: FactsOptions,
  rowsOf: (facts: VmFacts) => readonly Row[],
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const all = { ...options, ...call };
  for await (const facts of retrieveFacts(session, selection, all)) {
    rows.push(...rowsOf(facts));
  }
  return rows;
}
