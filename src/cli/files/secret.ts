import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { cannotRead } from './system-error.ts';
import { decodeText, readTextFile } from './text-file.ts';

/** All of stdin, read as a text file is. @throws NotTextError */
export async function readStdin(io: Io): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) {
    chunks.push(Buffer.from(chunk));
  }
  return decodeText(Buffer.concat(chunks));
}

/** The first line of a file that `flag` names. */
export async function readSecretFile(flag: string, path: string): Promise<string> {
  try {
    return firstLineOf(await readTextFile(path));
  } catch (error) {
    throw cannotRead(path, error, flag);
  }
}

/** The first line of stdin; what follows is read and left. */
export async function readFirstLine(flag: string, io: Io): Promise<string> {
  try {
    return firstLineOf(await readStdin(io));
  } catch (error) {
    throw new UsageError(`${flag}: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws Error where there is nothing in it */
export function firstLineOf(text: string): string {
  const [line = ''] = text.split(/\r\n|\r|\n/);
  if (line === '') {
    throw new Error('its first line is empty');
  }
  return line;
}
