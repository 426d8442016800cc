import type { GuestFiles } from './guest-files.ts';

/** How a program ended, and what it wrote. */
export interface Result {
  readonly exitCode: number;
  readonly output: string;
}

/** What a program finds around it. */
export interface Surroundings {
  readonly files: GuestFiles;
  /** Whether the processor shows hardware virtualization. */
  readonly virtualizes: boolean;
}

/** Takes the words of its command line. */
export type Program = (words: readonly string[], around: Surroundings) => Result;

export function ended(exitCode: number, output = ''): Result {
  return { exitCode, output };
}

/** A command line without the redirections at its end, and the file that its output goes to; undefined where it is not caught. */
function splitRedirection(line: string): {
  readonly command: string;
  readonly target: string | undefined;
} {
  const [whole = '', stream, double, single, plain] =
    /(?:\s*(\d?)>\s*(?:"([^"]*)"|'([^']*)'|([^\s"'&>]+)))(?:\s*2>\s*&1)?\s*$/.exec(line) ?? [];
  return {
    command: line.slice(0, line.length - whole.length),
    target: stream === '2' ? undefined : (double ?? single ?? plain),
  };
}

/** Runs what is left of a line without its redirection, and does what that says with the output. */
export function redirected(
  line: string,
  { files }: Surroundings,
  run: (command: string) => Result,
): Result {
  const { command, target } = splitRedirection(line);
  const result = run(command);
  if (target === undefined) {
    return result;
  }
  if (target !== '/dev/null' && target.toUpperCase() !== 'NUL') {
    files.write(target, Buffer.from(result.output));
  }
  return ended(result.exitCode);
}
