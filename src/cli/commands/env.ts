import type { Argv, CommandModule } from 'yargs';
import { type SettingRow, settingsListing } from '../../report/rows/settings.ts';
import { knownHostsPath } from '../connection/known-hosts.ts';
import { type Found, fromEnv, fromFlag, yesFromEnv } from '../connection/layer.ts';
import { findProxy, readProxy } from '../connection/proxy.ts';
import { readKnown, trustOrigin } from '../connection/trust.ts';
import { chooseEndpoints, type Endpoint } from '../endpoints/choose.ts';
import type { Io } from '../io.ts';
import type { ConnectionArgs, OutputArgs } from '../options.ts';
import { type Context, printRows } from '../run.ts';

type Args = ConnectionArgs & OutputArgs;

const unset: Found = { value: '-', from: 'not set' };

/** Of a password only where it comes from: neither a part of it nor its length. */
function passwordRow({ password }: Endpoint): Found {
  if (password === undefined) {
    return { value: '(asked for)', from: 'not set' };
  }
  const { kind, value, from } = password;
  return { value: kind === 'file' ? value : '(set)', from };
}

function proxyRow(io: Io, { host, port }: Endpoint): Found {
  const found = findProxy(io, host, port);
  const proxy = readProxy(found);
  return found === undefined || proxy === undefined
    ? { value: 'none', from: fromEnv(io, 'NO_PROXY', 'no_proxy')?.from ?? 'not set' }
    : { value: `${proxy.host}:${proxy.port}`, from: found.from };
}

/** What every endpoint shares. */
function sharedRows(args: ConnectionArgs, io: Io): Readonly<Record<string, Found>> {
  const reuse = args['session-reuse'];
  return {
    endpoints: fromFlag('endpoints', args.endpoints) ?? fromEnv(io, 'VHV_ENDPOINTS') ?? unset,
    'known hosts': knownHostsPath(args, io) ?? unset,
    'session reuse':
      reuse === undefined
        ? (yesFromEnv(io, 'VHV_SESSION_REUSE') ?? { value: 'no', from: 'default' })
        : { value: reuse ? 'yes' : 'no', from: '--session-reuse' },
  };
}

export function envCommand({ io }: Context): CommandModule<object, Args> {
  return {
    command: 'env',
    describe: 'which setting comes from where; nothing is sent, and no secret is shown',
    builder: (yargs) =>
      yargs
        .example('$0 env', 'flags, files and variables together')
        .example('$0 env --endpoints lab.yaml', 'of many servers') as unknown as Argv<Args>,
    handler: async (args) => {
      const endpoints = await chooseEndpoints(args, io);
      const known = await readKnown(args, io);
      const rows = endpoints.flatMap((endpoint): SettingRow[] => {
        const { host, port, trust: chosen, peersTrust: peers } = endpoint;
        const settings: Readonly<Record<string, Found>> = {
          url: endpoint.url,
          username: endpoint.username ?? unset,
          password: passwordRow(endpoint),
          trust: trustOrigin({ chosen, peers, host, port }, known),
          'TLS at least': endpoint.tlsMin ?? { value: '1.2', from: 'default' },
          proxy: proxyRow(io, endpoint),
          ...sharedRows(args, io),
        };
        return Object.entries(settings).map(([setting, { value, from }]) => ({
          endpoint: endpoint.name,
          setting,
          value,
          from,
        }));
      });
      const name = { heading: 'ENDPOINT', cell: (row: SettingRow) => row.endpoint };
      await printRows(io, args, settingsListing, rows, endpoints.length > 1 ? [name] : []);
    },
  };
}
