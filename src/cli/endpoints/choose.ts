import { formatEndpoint } from '../../soap/index.ts';
import { parseAddress } from '../../vsphere/index.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import { isEmbeddedUrl } from '../connection/embedded.ts';
import { hostKey } from '../connection/known-hosts.ts';
import {
  type CredentialSource,
  type Found,
  fromEnv,
  fromFlag,
  type Layer,
  noFromEnv,
  type TrustSource,
} from '../connection/layer.ts';
import {
  flagLayer,
  ownVariables,
  peerVariables,
  type UrlCredentials,
} from '../connection/layers.ts';
import { whoLogsIn } from '../connection/who-logs-in.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';

/** How a server is spoken to, and where each setting comes from. No secret has been fetched yet. */
export interface Settings {
  /** Undefined beside a token or a ticket, which say themselves who logs in. */
  readonly username: Found | undefined;
  /** Undefined where a password is to be asked for. */
  readonly credential: CredentialSource | undefined;
  /** Set by a flag, by the endpoints file or by a variable of our own. */
  readonly trust: TrustSource | undefined;
  /** Set by variables of other programs. */
  readonly peersTrust: TrustSource | undefined;
  readonly tlsMin: Layer['tlsMin'];
  readonly concurrency: Layer['concurrency'];
}

/** One server that a run is about. */
export interface Endpoint extends Settings {
  /** What messages call it, and selectors: `NAME#vm-42`. */
  readonly name: string;
  /** What it is called by further addresses of the same server. */
  readonly alsoNamed?: readonly string[];
  /** The address without credentials; `sim:…` is the embedded simulator. */
  readonly url: Found;
  readonly host: string;
  readonly port: number;
}

const urlVariables = ['VHV_URL', 'GOVC_URL', 'VSPHERE_SERVER'] as const;

/** Ansible's modules have the port in a variable of its own. */
function urlFromEnv(io: Io): Found | undefined {
  const host = fromEnv(io, 'VMWARE_HOST');
  const port = fromEnv(io, 'VMWARE_PORT');
  const ansible =
    host === undefined || port === undefined || /:\d+$/.test(host.value)
      ? host
      : { value: `${host.value}:${port.value}`, from: `${host.from}, ${port.from}` };
  return fromEnv(io, ...urlVariables) ?? ansible;
}

/**
 * The servers that the command line, the endpoints file or the environment name, in this order.
 *
 * @throws UsageError where there is none, and as `namedEndpoints`
 */
export async function chooseEndpoints(args: ConnectionArgs, io: Io): Promise<readonly Endpoint[]> {
  const named = await namedEndpoints(args, io);
  if (named.length === 0) {
    throw new UsageError(`which server? ${howToName}`);
  }
  return named;
}

/** What to do where no server is named. */
export const howToName =
  'Give --url vc.example.com or set VHV_URL; --url sim: is the embedded simulator';

/**
 * As `chooseEndpoints`, where there may be none.
 *
 * @throws UsageError naming the flag, the variable or the place in the file, never a secret
 */
export async function namedEndpoints(args: ConnectionArgs, io: Io): Promise<readonly Endpoint[]> {
  const urls = args.url ?? [];
  if (urls.length > 0 && args.endpoints !== undefined) {
    throw new UsageError('--url and --endpoints both say which servers: give one of them');
  }
  if (urls.length > 0) {
    const named = urls.map((value) =>
      endpointOf(args, io, { url: { value, from: '--url' }, urlFrom: 'flag' }),
    );
    if (urls.some(holdsPassword)) {
      printWarning(
        io,
        '--url holds a password: other users of this machine can see it in the process list. Fix: use --password-file, --password-command or VHV_PASSWORD',
      );
    }
    return distinct(named);
  }
  const file = fromFlag('endpoints', args.endpoints) ?? fromEnv(io, 'VHV_ENDPOINTS');
  if (file !== undefined) {
    // Loaded only here: what reads YAML and checks it takes as long to load as all the rest, and most runs have no file.
    const { readEndpointsFile } = await import('./endpoints-file.ts');
    const listed = await readEndpointsFile(file.value, io);
    return distinct(listed.map((one) => endpointOf(args, io, { ...one, urlFrom: 'file' })));
  }
  const url = urlFromEnv(io);
  return url === undefined ? [] : [endpointOf(args, io, { url, urlFrom: 'environment' })];
}

interface Where {
  readonly host: string;
  readonly port: number;
  readonly inUrl: Omit<UrlCredentials, 'from'>;
}

function readUrl({ value, from }: Found): Where {
  if (isEmbeddedUrl(value)) {
    return { host: value, port: 0, inUrl: {} };
  }
  try {
    const { host, port, ...inUrl } = parseAddress(value);
    return { host, port, inUrl };
  } catch (error) {
    const reason = (error as Error).message.replace(/^url /, '');
    throw new UsageError(`${from} ${reason}`, { cause: error });
  }
}

function holdsPassword(url: string): boolean {
  return readUrl({ value: url, from: '--url' }).inUrl.password !== undefined;
}

/** Without credentials, as it may be shown. */
function showUrl(url: Found, { host, port }: Where): string {
  return isEmbeddedUrl(url.value) ? url.value : formatEndpoint(host, port);
}

/** How an endpoint was named: by an address alone, or by an entry of a file. */
interface Named {
  readonly url: Found;
  readonly urlFrom: 'flag' | 'file' | 'environment';
  /** The name that the file gives it. */
  readonly name?: string | undefined;
  /** What the file says of it. */
  readonly layers?: readonly Layer[];
}

function endpointOf(
  args: ConnectionArgs,
  io: Io,
  { url, urlFrom, name, layers = [] }: Named,
): Endpoint {
  const where = readUrl(url);
  const { host, port } = where;
  const inUrl = { ...where.inUrl, from: url.from };
  if (urlFrom === 'file' && (inUrl.username !== undefined || inUrl.password !== undefined)) {
    throw new UsageError(`${url.from} holds credentials: write username and passwordFile`);
  }
  return {
    name: name ?? (port === 443 || port === 0 ? host : hostKey(host, port)),
    url: { value: showUrl(url, where), from: url.from },
    host,
    port,
    ...settingsOf(args, io, {
      listed: layers,
      ...(urlFrom === 'flag' ? { onFlag: inUrl } : { inEnv: inUrl }),
    }),
  };
}

/** Where settings come from beside the flags and the variables. */
interface Sources {
  readonly listed?: readonly Layer[];
  /** Credentials in an address of the command line, or of the environment. */
  readonly onFlag?: UrlCredentials;
  readonly inEnv?: UrlCredentials;
}

/** The settings of a server, or of any for which the sources say nothing. */
export function settingsOf(
  args: ConnectionArgs,
  io: Io,
  { listed = [], onFlag, inEnv }: Sources = {},
): Settings {
  const own = ownVariables(io);
  const chosen = [flagLayer(args, onFlag), ...listed, own];
  const peers = peerVariables(io, inEnv);
  const first = <Name extends keyof Layer>(setting: Name): Layer[Name] =>
    [...chosen, peers].find((layer) => layer[setting] !== undefined)?.[setting];
  const mayBeInsecure = args.insecure !== false && noFromEnv(io, 'VHV_INSECURE') === undefined;
  const isMeant = (trust: TrustSource | undefined): trust is TrustSource =>
    trust !== undefined && (mayBeInsecure || trust.kind !== 'insecure');
  return {
    ...whoLogsIn([...chosen, peers]),
    trust: chosen.map(({ trust }) => trust).find(isMeant),
    peersTrust: [peers.trust].find(isMeant),
    tlsMin: first('tlsMin'),
    concurrency: first('concurrency'),
  };
}

/** Several endpoints have names and addresses of their own, and certificates too. */
function distinct(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const [shared] = endpoints.flatMap(({ trust }) =>
    trust?.kind === 'fingerprint' && ['--fingerprint', 'VHV_FINGERPRINT'].includes(trust.from)
      ? [trust.from]
      : [],
  );
  if (endpoints.length > 1 && shared !== undefined) {
    throw new UsageError(
      `${shared} is one certificate's, and ${endpoints.length} servers are named: pin each in the endpoints file, or with vhv cert --trust`,
    );
  }
  const ticket = endpoints.find(({ credential }) => credential?.is === 'clone ticket')?.credential;
  if (endpoints.length > 1 && ticket !== undefined) {
    throw new UsageError(
      `${ticket.from} is one server's, and good once, and ${endpoints.length} servers are named`,
    );
  }
  const seen = new Map<string, Endpoint>();
  for (const endpoint of endpoints) {
    const isEmbedded = isEmbeddedUrl(endpoint.url.value);
    const keys = [endpoint.name, ...(isEmbedded ? [] : [hostKey(endpoint.host, endpoint.port)])];
    const twin = keys.map((key) => seen.get(key)).find((found) => found !== undefined);
    if (twin !== undefined) {
      throw new UsageError(
        `${endpoint.url.from} (${endpoint.name}) is there already: ${twin.url.from} (${twin.name})`,
      );
    }
    for (const key of keys) {
      seen.set(key, endpoint);
    }
  }
  return endpoints;
}
