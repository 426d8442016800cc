import { withRecorder } from '../../soap/record.ts';
import type { Secrets } from '../../soap/scrub.ts';
import { withTrace } from '../../soap/trace.ts';
import type { ConnectOptions, Transport } from '../../vsphere/index.ts';
import { type ConnectionArgs, connectionOptions } from '../arguments/options.ts';
import type { Io } from '../io.ts';
import { printWarning } from '../terminal/notes.ts';
import { UsageError } from '../usage-error.ts';
import { readVersion } from '../version.ts';
import { guestOptions } from './guest-login.ts';

/**
 * What `--trace` and `--record` put around transports. A folder that will not do is refused when the transport is opened, before
 * anything is sent; what fails later is told on stderr and leaves the command alone. A recording holds what was said to the server
 * itself: nock replays one server at a time.
 */
export function observers(
  args: ConnectionArgs,
  io: Io,
  secrets: Secrets,
): Required<Pick<ConnectOptions, 'wrap' | 'wrapOther'>> {
  const { trace, record } = args;
  const raw = args['record-raw'] ?? false;
  if (raw && record === undefined) {
    throw new UsageError('--record-raw says how to record, not where: add --record DIR');
  }
  const onFailure = failureTeller(io, secrets);
  const traced = (transport: Transport): Transport =>
    trace === undefined ? transport : withTrace(transport, trace, { secrets, onFailure });
  const command = commandLine(args);
  const options = { raw, secrets, command, version: readVersion(), onFailure };
  return {
    wrap: (transport) =>
      record === undefined ? traced(transport) : withRecorder(traced(transport), record, options),
    wrapOther: traced,
  };
}

/** Tells the first failure: a full disk would say the same of every file. */
function failureTeller(io: Io, secrets: Secrets): (error: unknown) => void {
  let told = false;
  return (error) => {
    if (!told) {
      told = true;
      const reason = secrets.scrubText((error as Error).message);
      printWarning(io, `the trace or the recording is not whole: ${reason}`);
    }
  };
}

/** Options that say where to, as whom and what to look on with, how much to say, and a journal, whose path is this machine's. */
const unrecorded = new Set([
  'journal',
  'quiet',
  'no-progress',
  ...Object.keys({ ...connectionOptions, ...guestOptions }),
]);

/** The command again, a word each. */
function commandLine(args: ConnectionArgs): string[] {
  const { _: verb = [], $0: _program, key, selector = [], ...rest } = args as ParsedArgs;
  const flags = Object.entries(rest)
    // yargs gives every flag also by its alias and in camelCase.
    .filter(([name]) => !unrecorded.has(name) && /^[a-z][a-z-]+$/.test(name))
    .flatMap(([name, value]) => (name === 'output' && value === 'table' ? [] : flag(name, value)));
  return [...verb.map(String), ...(key === undefined ? [] : [key]), ...flags, ...selector];
}

interface ParsedArgs {
  readonly _?: readonly (string | number)[];
  readonly $0?: string;
  readonly key?: string;
  readonly selector?: readonly string[];
  readonly [flag: string]: unknown;
}

function flag(name: string, value: unknown): string[] {
  if (value === true) {
    return [`--${name}`];
  }
  return [value].flat().flatMap((one) => (typeof one === 'string' ? [`--${name}`, one] : []));
}
