import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { formatNames } from '../../report/formats.ts';

/** Options of every command that talks to a server. A help text ends with the variables that stand in for the flag. */
export const connectionOptions = {
  url: {
    alias: 'u',
    type: 'string',
    array: true,
    describe: 'server: vc.example.com, https://esx1:8443/sdk, or sim: [VHV_URL, GOVC_URL]',
    group: 'Connection:',
  },
  endpoints: {
    type: 'string',
    describe: 'YAML or JSON file of many servers [VHV_ENDPOINTS]',
    group: 'Connection:',
  },
  username: {
    type: 'string',
    describe: 'user to log in as [VHV_USERNAME, GOVC_USERNAME]',
    group: 'Connection:',
  },
  'password-file': {
    type: 'string',
    describe: 'file whose first line is the password, - is stdin; or [VHV_PASSWORD, GOVC_PASSWORD]',
    group: 'Connection:',
  },
  'password-command': {
    type: 'string',
    describe: 'command whose first line of output is the password [VHV_PASSWORD_COMMAND]',
    group: 'Connection:',
  },
  'token-file': {
    type: 'string',
    describe:
      'log in with the SAML bearer token in this file, - is stdin [VHV_TOKEN, VHV_TOKEN_FILE]',
    group: 'Connection:',
  },
  'clone-ticket-file': {
    type: 'string',
    describe:
      'log in with the clone ticket in this file, - is stdin; it is good once [VHV_CLONE_TICKET]',
    group: 'Connection:',
  },
  ca: {
    type: 'string',
    describe: 'file of PEM certificates of the authorities to trust [VHV_CA]',
    group: 'Connection:',
  },
  fingerprint: {
    type: 'string',
    describe: 'trust exactly the certificate with this SHA-256 [VHV_FINGERPRINT]',
    group: 'Connection:',
  },
  'known-hosts': {
    type: 'string',
    describe: "file of the certificates that 'vhv cert --trust' accepted [VHV_KNOWN_HOSTS]",
    group: 'Connection:',
  },
  'tls-min': {
    type: 'string',
    describe: 'oldest TLS to speak: 1.2, or 1.0 for hosts before 6.0 [VHV_TLS_MIN]',
    group: 'Connection:',
  },
  insecure: {
    alias: 'k',
    type: 'boolean',
    describe:
      'trust any certificate: whoever answers gets the password [VHV_INSECURE, GOVC_INSECURE]',
    group: 'Connection:',
  },
  'session-reuse': {
    type: 'boolean',
    describe:
      'leave the session for the next run, in a file that only you can read [VHV_SESSION_REUSE]',
    group: 'Connection:',
  },
  trace: {
    type: 'string',
    describe: 'write every request and answer to this folder, without secrets',
    group: 'Connection:',
  },
  record: {
    type: 'string',
    describe:
      'make a recording for replays in this folder, of several servers one each below it: no secrets, and pseudonyms for names, addresses, users, uuids and option values',
    group: 'Connection:',
  },
  'record-raw': {
    type: 'boolean',
    describe: 'with --record: keep everything but credentials as it is',
    group: 'Connection:',
  },
} as const satisfies Record<string, Options>;

export const outputOptions = {
  output: {
    choices: formatNames,
    default: 'table',
    describe: 'how results are written to stdout',
    group: 'Output:',
  },
  wide: {
    type: 'boolean',
    default: false,
    describe: 'every column whole, however narrow the terminal',
    group: 'Output:',
  },
  quiet: {
    alias: 'q',
    type: 'boolean',
    default: false,
    describe: 'no talk on stderr: only errors and questions',
    group: 'Output:',
  },
  'no-progress': {
    type: 'boolean',
    default: false,
    describe: 'no progress bar',
    group: 'Output:',
  },
} as const satisfies Record<string, Options>;

/** How the words and flags that name objects are read. */
export const ignoreCaseOption = {
  'ignore-case': {
    type: 'boolean',
    default: false,
    describe: 'take upper and lower case for the same in names, paths and globs',
    group: 'Selection:',
  },
} as const satisfies Record<string, Options>;

/** Narrows which VMs a command is about. */
const selectionOptions = {
  all: { type: 'boolean', default: false, describe: 'every VM', group: 'Selection:' },
  cluster: { type: 'string', array: true, describe: 'in this cluster', group: 'Selection:' },
  host: { type: 'string', array: true, describe: 'on this host', group: 'Selection:' },
  folder: { type: 'string', array: true, describe: 'below this folder', group: 'Selection:' },
  pool: { type: 'string', array: true, describe: 'in this pool', group: 'Selection:' },
  where: {
    type: 'string',
    array: true,
    describe: 'property=glob, for example runtime.powerState=poweredOff',
    group: 'Selection:',
  },
} as const satisfies Record<string, Options>;

/** For what changes VMs: narrows the selection once more. */
export const excludeOption = {
  exclude: {
    type: 'string',
    array: true,
    describe: 'leave these VMs out (path, glob, name or moid; repeatable), also with --all',
    group: 'Selection:',
  },
} as const satisfies Record<string, Options>;

export const consentOptions = {
  'dry-run': {
    type: 'boolean',
    default: false,
    describe: 'say what would change, and change nothing',
    group: 'Consent:',
  },
  yes: { alias: 'y', type: 'boolean', default: false, describe: 'do not ask', group: 'Consent:' },
} as const satisfies Record<string, Options>;

export type ConnectionArgs = InferredOptionTypes<typeof connectionOptions>;
export type OutputArgs = InferredOptionTypes<typeof outputOptions>;
export type SelectorArgs = InferredOptionTypes<typeof ignoreCaseOption> & {
  selector?: string[] | undefined;
};
export type SelectionArgs = InferredOptionTypes<typeof selectionOptions> &
  Partial<InferredOptionTypes<typeof excludeOption>> &
  SelectorArgs;
export type ConsentArgs = InferredOptionTypes<typeof consentOptions>;

/** The positional words of a command: which objects it is about. */
export function withSelectors<Args>(yargs: Argv<Args>): Argv<Args & SelectorArgs> {
  const describe = 'path, glob, name or moid; - reads them from stdin';
  return yargs
    .positional('selector', { type: 'string', array: true, describe })
    .options(ignoreCaseOption) as never;
}

/** Selectors of VMs, and what narrows them down. */
export function withSelection<Args>(yargs: Argv<Args>): Argv<Args & SelectionArgs> {
  return withSelectors(yargs).options(selectionOptions) as never;
}
