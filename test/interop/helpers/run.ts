import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program. */
export const bin = fileURLToPath(new URL('../../../dist/cli/bin.js', import.meta.url));

/** Runs a program to its end with nothing of this process's environment but PATH and HOME. */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin = '',
): Promise<Finished> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(command, args, { env: { PATH, HOME, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

/** The built CLI, as users start it. */
export function vhv(
  env: Readonly<Record<string, string>>,
  args: readonly string[],
  stdin = '',
): Promise<Finished> {
  return run(process.execPath, [bin, ...args], env, stdin);
}
