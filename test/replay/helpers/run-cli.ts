import { Readable } from 'node:stream';
import { main } from '../../../src/cli/main.ts';

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The CLI in this process, where nock and spies reach it, with nobody at the keyboard. */
export async function runCli(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  const exitCode = await main(argv, {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    stdin: Readable.from([]),
    interactive: false,
    env,
    stop: new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}
