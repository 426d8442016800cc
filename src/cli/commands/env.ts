import { type Listing, text } from '../../report/listing.ts';
import type { ConnectionArgs } from '../arguments/options.ts';
import { clientCertificate } from '../connection/client-certificate.ts';
import { isEmbeddedUrl } from '../connection/embedded.ts';
import { knownHostsPath } from '../connection/known-hosts.ts';
import { type Found, fromEnv, fromFlag, yesFromEnv } from '../connection/layer.ts';
import { findProxy, readProxy } from '../connection/proxy.ts';
import { type Known, readKnown, trustOrigin } from '../connection/trust.ts';
import {
  type Endpoint,
  howToName,
  namedEndpoints,
  type Settings,
  settingsOf,
} from '../endpoints/choose.ts';
import { stateDir } from '../files/private-file.ts';
import type { Io } from '../io.ts';
import { printNote } from '../terminal/notes.ts';
import { printRows } from '../terminal/print.ts';
import { defineCommand } from './define-command.ts';

/** A setting that is in force, and what decided. */
export interface SettingRow {
  readonly endpoint: string;
  readonly setting: string;
  readonly value: string;
  /** The flag, variable or place in a file that decided. */
  readonly from: string;
}

const settingsListing: Listing<SettingRow> = {
  schema: 'vhv/settings/1',
  fields: {
    setting: { schema: text, describe: 'name of the setting', heading: 'SETTING' },
    value: {
      schema: text,
      describe: 'what it is; of a password only whether it is set',
      heading: 'VALUE',
      cut: 'end',
    },
    from: {
      schema: text,
      describe: 'the flag, variable or place in a file that decided',
      heading: 'FROM',
      cut: 'end',
    },
    endpoint: { schema: text, describe: "the endpoint's name" },
  },
};

type Rows = Readonly<Record<string, Found>>;

const unset: Found = { value: '-', from: 'not set' };

/** Of a secret only where it comes from: neither a part of it nor its length. */
function loginRows({ username = unset, credential }: Settings): Rows {
  if (credential === undefined) {
    return { username, password: { value: '(asked for)', from: 'not set' } };
  }
  const { is, kind, value, from } = credential;
  const secret = { value: kind === 'file' ? value : '(set)', from };
  return is === 'password'
    ? { username, password: secret }
    : { username: { value: `(of the ${is})`, from }, [is]: secret };
}

function proxyRow(io: Io, { host, port }: Pick<Endpoint, 'host' | 'port'>): Found {
  const found = findProxy(io, host, port);
  const proxy = readProxy(found);
  return found === undefined || proxy === undefined
    ? { value: 'none', from: fromEnv(io, 'NO_PROXY', 'no_proxy')?.from ?? 'not set' }
    : { value: `${proxy.host}:${proxy.port}`, from: found.from };
}

/** What every endpoint shares. */
function sharedRows(args: ConnectionArgs, io: Io): Rows {
  const reuse = args['session-reuse'];
  const guest = fromEnv(io, 'VHV_GUEST_PASSWORD');
  const state = fromEnv(io, 'XDG_STATE_HOME', 'LOCALAPPDATA', 'HOME');
  return {
    endpoints: fromFlag('endpoints', args.endpoints) ?? fromEnv(io, 'VHV_ENDPOINTS') ?? unset,
    'known hosts': knownHostsPath(args, io) ?? unset,
    'session reuse':
      reuse === undefined
        ? (yesFromEnv(io, 'VHV_SESSION_REUSE') ?? { value: 'no', from: 'default' })
        : { value: reuse ? 'yes' : 'no', from: '--session-reuse' },
    'guest password': guest === undefined ? unset : { value: '(set)', from: guest.from },
    'journals, locks and sessions':
      state === undefined ? unset : { value: stateDir(io) ?? '-', from: state.from },
    ...clientCertificateRow(io),
  };
}

/** Only where it is set: vhv has no such setting. */
function clientCertificateRow(io: Io): Rows {
  const names = clientCertificate(io);
  return names.length === 0
    ? {}
    : { 'client certificate': { value: 'not used', from: names.join(', ') } };
}

/** The simulator says itself who may log in, and what to trust. */
function embeddedRows({ url }: Endpoint): Rows {
  const own: Found = { value: "(the simulator's own)", from: 'sim:' };
  const none: Found = { value: 'none', from: 'sim:' };
  return { url, username: own, password: own, trust: own, 'TLS at least': own, proxy: none };
}

function serverRows(endpoint: Settings & Partial<Endpoint>, io: Io, known: Known): Rows {
  const { host = '', port = 443, trust: chosen, peersTrust: peers } = endpoint;
  return {
    url: endpoint.url ?? unset,
    ...loginRows(endpoint),
    trust: trustOrigin({ chosen, peers, host, port }, known),
    'TLS at least': endpoint.tlsMin ?? { value: '1.2', from: 'default' },
    proxy: proxyRow(io, { host, port }),
    'requests at once':
      endpoint.concurrency === undefined
        ? { value: '32', from: 'default' }
        : { value: String(endpoint.concurrency.value), from: endpoint.concurrency.from },
  };
}

export const envCommand = defineCommand({
  command: 'env',
  describe: 'which setting comes from where; nothing is sent, and no secret is shown',
  listing: settingsListing,
  builder: (yargs) =>
    yargs
      .example('$0 env', 'flags, files and variables together')
      .example('$0 env --endpoints lab.yaml', 'of many servers'),
  handler: async (context, args) => {
    const { io } = context;
    const endpoints = await namedEndpoints(args, io);
    const known = await readKnown(args, io);
    const shared = sharedRows(args, io);
    const rowsOf = (endpoint: string, settings: Rows): SettingRow[] =>
      Object.entries({ ...settings, ...shared }).map(([setting, { value, from }]) => ({
        endpoint,
        setting,
        value,
        from,
      }));
    const rows = endpoints.flatMap((endpoint) =>
      rowsOf(
        endpoint.name,
        isEmbeddedUrl(endpoint.url.value)
          ? embeddedRows(endpoint)
          : serverRows(endpoint, io, known),
      ),
    );
    const anyServer = serverRows(settingsOf(args, io), io, known);
    const name = { heading: 'ENDPOINT', cell: (row: SettingRow) => row.endpoint };
    await printRows(io, args, {
      listing: settingsListing,
      rows: endpoints.length === 0 ? rowsOf('', anyServer) : rows,
      before: endpoints.length > 1 ? [name] : [],
    });
    if (endpoints.length === 0) {
      printNote(io, args, `no server is named. ${howToName}`);
    }
  },
});
