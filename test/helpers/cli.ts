import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import type { Simulator } from '../../src/simulator/index.ts';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly stop?: AbortSignal;
  /** The width of the terminal; without it stdout is none. */
  readonly columns?: number;
  /** Hears what goes to stderr while the command runs. */
  readonly onStderr?: (text: string) => void;
  /** Told of each piece of the results as it is written. */
  readonly onOut?: (text: string) => void;
  /** Whether the reader of the results takes more; without it, it always does. */
  readonly room?: () => Promise<boolean>;
}

/** The environment that leads a command to a simulator. */
export function envOf(simulator: Simulator): Record<string, string> {
  const { url, user, password, fingerprint256 } = simulator;
  return {
    VHV_URL: url,
    VHV_USERNAME: user,
    VHV_PASSWORD: password,
    VHV_FINGERPRINT: fingerprint256,
  };
}

let stateFolder: string | undefined;

/** A place for journals and locks that ends with this process. */
function stateHome(): string {
  if (stateFolder === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'vhv-state-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    stateFolder = folder;
  }
  return stateFolder;
}

/** Runs a command line in this process, with nothing of the real environment. */
export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const stop = options.stop ?? new AbortController().signal;
  // As bin.ts does.
  setMaxListeners(0, stop);
  const exitCode = await main(args, {
    out: (text) => {
      stdout += text;
      options.onOut?.(text);
    },
    ...(options.room && { room: options.room }),
    err: (text) => {
      stderr += text;
      options.onStderr?.(text);
    },
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    interactive: false,
    columns: options.columns,
    env: { XDG_STATE_HOME: stateHome(), ...options.env },
    stop,
  });
  return { exitCode, stdout, stderr };
}

/** The rows of a command that was asked for JSON; the whole document of one that tells more than rows. */
export function jsonOf<Shape>(ran: Ran): Shape {
  const document = JSON.parse(ran.stdout) as { rows?: Shape };
  return document.rows ?? (document as Shape);
}
