import { AmbiguousError, NotFoundError } from '../../errors.ts';
import { gather } from '../../report/batches.ts';
import type { Selector, Session } from '../../vsphere/index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import type { Endpoint } from './choose.ts';
import type { Connected } from './connector.ts';
import type { Endpoints } from './endpoints.ts';
import { namesOneOnAny, scopeTo, unknownServer } from './scope.ts';
import { withEndpoints } from './with-endpoints.ts';

/** Rows of all endpoints, in the order of the endpoints. */
export interface ReadRows<Row> {
  readonly rows: readonly Row[];
  readonly endpoints: Endpoints;
}

/** Reads the rows of one endpoint that selectors choose. */
export type Read<Row> = (
  session: Session,
  selectors: readonly Selector[],
  endpoint: Endpoint,
) => Promise<readonly Row[]>;

/** What one endpoint had. */
interface EndpointRows<Row> {
  readonly rows: readonly Row[];
  /** The selectors, as they were written, that something here matched. */
  readonly matched: readonly Selector[];
  readonly missing: readonly NotFoundError[];
}

/**
 * Reads rows from every endpoint. A selector has to match somewhere, and a name without a wildcard on one endpoint only.
 *
 * @param kind what the selectors choose, for messages: `VM`
 * @throws NotFoundError, AmbiguousError, and what `withEndpoints` throws
 */
export function readEndpoints<Row>(
  context: Context,
  args: ConnectionArgs,
  kind: string,
  selectors: readonly Selector[],
  read: Read<Row>,
): Promise<ReadRows<Row>> {
  return withEndpoints(context, args, selectors, async (endpoints) => ({
    rows: await readFrom(endpoints, kind, selectors, read),
    endpoints,
  }));
}

/**
 * As `readEndpoints`, from endpoints that are logged in to already.
 *
 * @throws NotFoundError, AmbiguousError; NoEndpointError where none of several could be read
 */
export async function readFrom<Row>(
  endpoints: Endpoints,
  kind: string,
  selectors: readonly Selector[],
  read: Read<Row>,
): Promise<readonly Row[]> {
  const found = new Map<Connected, EndpointRows<Row>>();
  await endpoints.forEach(async (connected) => {
    found.set(connected, await readOne(connected, endpoints, selectors, read));
  });
  endpoints.requireAny();
  const inOrder = endpoints.connected.filter((connected) => found.has(connected));
  const ordered = new Map(inOrder.map((one) => [one, found.get(one) as EndpointRows<Row>]));
  requireMatches(kind, selectors, endpoints, ordered);
  return endpoints.connected.flatMap((connected) => found.get(connected)?.rows ?? []);
}

/**
 * The rows of all endpoints as they come, where nothing that is read later can take one back: from one endpoint, by one selector at
 * most, since with two of them the second may yet match nothing. Elsewhere all are read before the first.
 *
 * @throws as `readFrom`
 */
export async function* streamFrom<Row>(
  endpoints: Endpoints,
  kind: string,
  selectors: readonly Selector[],
  read: (...asked: Parameters<Read<Row>>) => AsyncIterable<Row>,
): AsyncGenerator<Row> {
  const [only] = endpoints.connected;
  if (only !== undefined && !endpoints.areSeveral && selectors.length < 2) {
    const { session, endpoint } = only;
    const scoped = scopeTo(endpoint, selectors, endpoints.chosen);
    yield* read(
      session,
      scoped.map(({ selector }) => selector),
      endpoint,
    );
    return;
  }
  yield* await readFrom(endpoints, kind, selectors, async (...asked) => gather(read(...asked)));
}

/** What is not here may be elsewhere: it is left out, and the rest is read. */
async function readOne<Row>(
  { endpoint, session }: Connected,
  { chosen }: Endpoints,
  selectors: readonly Selector[],
  read: Read<Row>,
): Promise<EndpointRows<Row>> {
  let rest = scopeTo(endpoint, selectors, chosen);
  const missing: NotFoundError[] = [];
  while (rest.length > 0 || selectors.length === 0) {
    try {
      const chosenHere = rest.map(({ selector }) => selector);
      const rows = await read(session, chosenHere, endpoint);
      return { rows, matched: rest.map(({ written }) => written), missing };
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
      missing.push(error);
      const others = rest.filter(({ selector }) => !error.selectors.includes(selector.text));
      // Otherwise it was a narrowing, such as --cluster, that nothing matched.
      rest = others.length < rest.length ? others : [];
      if (rest.length === 0) {
        break;
      }
    }
  }
  return { rows: [], matched: [], missing };
}

/** What no endpoint has; undefined where it was something else that the endpoints do not have, or the only one says it better. */
function notFoundAnywhere(
  kind: string,
  { text }: Selector,
  chosen: readonly Endpoint[],
  missing: readonly NotFoundError[],
): NotFoundError | undefined {
  const own = missing.filter(({ selectors }) =>
    selectors.some((one) => one === text || text.endsWith(`#${one}`)),
  );
  const near = [...new Set(own.flatMap((one) => (one.selector === text ? one.near : [])))];
  const server = unknownServer(text, chosen);
  if (own.length === 0 || (chosen.length === 1 && (server === undefined || near.length > 0))) {
    return undefined;
  }
  const remedy = server ?? 'Look for it with a glob such as *name*.';
  return new NotFoundError(kind, text, remedy, { near: near.slice(0, 3) });
}

function requireMatches<Row>(
  kind: string,
  selectors: readonly Selector[],
  { chosen }: Endpoints,
  found: ReadonlyMap<Connected, EndpointRows<Row>>,
): void {
  const all = [...found];
  const [nothing] = all.flatMap(([, { missing }]) => missing);
  for (const written of selectors) {
    const at = all.filter(([, { matched }]) => matched.includes(written));
    if (at.length === 0 && nothing !== undefined) {
      const missing = all.flatMap(([, one]) => one.missing);
      throw notFoundAnywhere(kind, written, chosen, missing) ?? nothing;
    }
    if (at.length > 1 && namesOneOnAny(written, chosen)) {
      const names = at.map(([{ endpoint }]) => `${endpoint.name}#${written.text}`);
      const remedy = `Name the server too, as in ${names[0]}.`;
      throw new AmbiguousError(kind, written.text, names, remedy);
    }
  }
  const isNothing = nothing !== undefined && all.every(([, { missing }]) => missing.length > 0);
  if (isNothing && all.every(([, { rows }]) => rows.length === 0)) {
    throw nothing;
  }
}
