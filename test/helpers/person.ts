import { PassThrough } from 'node:stream';
import { main } from '../../src/cli/main.ts';

/** Runs a command line with a person at the terminal, who types a line at each question. */
export async function type(
  args: readonly string[],
  env: Record<string, string>,
  answers: readonly string[],
) {
  const stdin = new PassThrough();
  let stdout = '';
  let stderr = '';
  const left = [...answers];
  const exitCode = await main(args, {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
      if (/(: |\] )$/.test(text) && left.length > 0) {
        setImmediate(() => stdin.write(`${left.shift()}\r`));
      }
    },
    stdin,
    interactive: true,
    env,
    stop: new AbortController().signal,
  });
  return { exitCode, stdout, stderr, left };
}
