import type { Transport } from '../index.ts';
import { withRecorder } from '../soap/record.ts';
import type { Secrets } from '../soap/scrub.ts';
import { withTrace } from '../soap/trace.ts';
import { guestOptions } from './guest-login.ts';
import type { Io } from './io.ts';
import { type ConnectionArgs, connectionOptions } from './options.ts';
import { complain } from './say.ts';
import { UsageError } from './usage-error.ts';
import { readVersion } from './version.ts';

/**
 * What `--trace` and `--record` put around a transport. A folder that will not do is refused when the transport is opened, before
 * anything is sent; what fails later is told on stderr and leaves the command alone.
 */
export function observers(
  args: ConnectionArgs,
  io: Io,
  secrets: Secrets,
): (transport: Transport) => Transport {
  const { trace, record } = args;
  const raw = args['record-raw'] ?? false;
  if (raw && record === undefined) {
    throw new UsageError('--record-raw says how to record, not where: add --record DIR');
  }
  const onFailure = failureTeller(io, secrets);
  return (transport) => {
    const traced =
      trace === undefined ? transport : withTrace(transport, trace, { secrets, onFailure });
    const command = commandLine(args);
    const version = readVersion();
    return record === undefined
      ? traced
      : withRecorder(traced, record, { raw, secrets, command, version, onFailure });
  };
}

/** Tells the first failure: a full disk would say the same of every file. */
function failureTeller(io: Io, secrets: Secrets): (error: unknown) => void {
  let told = false;
  return (error) => {
    if (!told) {
      told = true;
      const reason = secrets.scrubText((error as Error).message);
      complain(io, `the trace or the recording is not whole: ${reason}`);
    }
  };
}

/** The command again, a word each, without what says where to, as whom and what to look on with. */
function commandLine(args: ConnectionArgs): string[] {
  const { _: verb = [], $0: _program, key, selector = [], ...rest } = args as ParsedArgs;
  const flags = Object.entries(rest)
    // yargs gives every flag also by its alias and in camelCase.
    .filter(
      ([name]) =>
        !(name in connectionOptions || name in guestOptions) && /^[a-z][a-z-]+$/.test(name),
    )
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
