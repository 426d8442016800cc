import { forEachLimited } from '../../nested/for-each-limited.ts';
import { proveSameServer, retrieveServerId, type SameServerProof } from '../../vsphere/index.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';
import type { Connected } from './connector.ts';
import { concurrency, type Servers } from './endpoints.ts';
import { namesOf } from './scope.ts';

const proofs: Readonly<Record<SameServerProof, string>> = {
  certificate: 'they have one id and show one certificate',
  inventory: 'they have one id, one root folder and the same VMs',
};

/** Finds the endpoints that are one server, so that none of its VMs is planned twice, and tells of them. */
export async function mergeAliases(connected: readonly Connected[], io: Io): Promise<Servers> {
  const servers: Connected[] = [];
  const aliases: Connected[] = [];
  for (const group of await withOneId(connected, io)) {
    const different: Connected[] = [];
    for (const one of group) {
      const twin = await findTwin(different, one, io);
      if (twin === undefined) {
        different.push(one);
        continue;
      }
      const { index, proof } = twin;
      const first = different[index] as Connected;
      printWarning(
        io,
        `${first.endpoint.name} and ${one.endpoint.name} are one server: ${proofs[proof]}. It is worked with through ${first.endpoint.name}`,
      );
      different[index] = answeringTo(first, one);
      aliases.push(one);
    }
    servers.push(...different);
    tellUnproven(different, io);
  }
  const place = ({ session }: Connected): number =>
    connected.findIndex((one) => one.session === session);
  return { servers: servers.sort((one, other) => place(one) - place(other)), aliases };
}

/** Those of one id together; one without an id by itself. */
async function withOneId(
  connected: readonly Connected[],
  io: Io,
): Promise<Iterable<readonly Connected[]>> {
  const ids = new Map<Connected, string>();
  await forEachLimited(connected, concurrency, async (one) => {
    // Hosts have to be asked, and one that no other host stands beside need not be.
    const peers = connected.filter(({ session }) => session.isVCenter === one.session.isVCenter);
    const id =
      peers.length > 1 ? await retrieveServerId(one.session, { signal: io.stop }) : undefined;
    if (id !== undefined) {
      ids.set(one, id);
    }
  });
  const groups = new Map<unknown, Connected[]>();
  for (const one of connected) {
    const key = ids.get(one) ?? one;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups.values();
}

async function findTwin(
  others: readonly Connected[],
  { session }: Connected,
  io: Io,
): Promise<{ readonly index: number; readonly proof: SameServerProof } | undefined> {
  for (const [index, other] of others.entries()) {
    const proof = await proveSameServer(other.session, session, { signal: io.stop });
    if (proof !== undefined) {
      return { index, proof };
    }
  }
  return undefined;
}

function answeringTo(first: Connected, alias: Connected): Connected {
  const alsoNamed = [...(first.endpoint.alsoNamed ?? []), ...namesOf(alias.endpoint)];
  return { ...first, endpoint: { ...first.endpoint, alsoNamed } };
}

function tellUnproven(different: readonly Connected[], io: Io): void {
  if (different.length > 1) {
    const names = different.map(({ endpoint }) => endpoint.name).join(', ');
    printWarning(
      io,
      `${names} have one server id, as clones do, and nothing proves that they are one server: they are worked on one after the other. Fix: if they are one, name it once`,
    );
  }
}
