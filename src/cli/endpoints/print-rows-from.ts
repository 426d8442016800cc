import type { Printout } from '../../report/formats.ts';
import type { OutputArgs } from '../arguments/options.ts';
import { explain } from '../connection/explain.ts';
import type { Io } from '../io.ts';
import { printRows } from '../terminal/print.ts';
import { endpointColumn } from './columns.ts';
import type { Endpoints } from './endpoints.ts';

/** The endpoints that the rows do not cover, each with the reason; empty if none is missing. */
function missingFrom(endpoints: Endpoints): { notLookedAt?: readonly object[] } {
  const notLookedAt = endpoints.lost.map(({ endpoint, error }) => ({
    endpoint: endpoint.name,
    reason: explain(error),
  }));
  return notLookedAt.length === 0 ? {} : { notLookedAt };
}

/**
 * Prints rows of the endpoints of a run. Tables name the endpoint of each where there are several; documents name those that are missing.
 *
 * @param heading of the column with the endpoint. Default ENDPOINT
 */
export async function printRowsFrom<Row extends { readonly endpoint: string }>(
  io: Io,
  args: OutputArgs,
  endpoints: Endpoints,
  printout: Printout<Row>,
  heading?: string,
): Promise<void> {
  const before = endpointColumn(endpoints, heading);
  await printRows(io, args, { ...printout, before, beside: () => missingFrom(endpoints) });
}
