import { readFile } from 'node:fs/promises';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { cannotRead } from './system-error.ts';

/** All of stdin. */
export async function readStdin(io: Io): Promise<string> {
  let text = '';
  for await (const chunk of io.stdin) {
    text += String(chunk);
  }
  return text;
}

/** The first line of a file that `flag` names. */
export async function readSecretFile(flag: string, path: string): Promise<string> {
  try {
    return firstLineOf(await readFile(path, 'utf8'));
  } catch (error) {
    throw cannotRead(path, error, flag);
  }
}

/** The first line of stdin; what follows is read and left. */
export async function readFirstLine(flag: string, io: Io): Promise<string> {
  const text = await readStdin(io);
  try {
    return firstLineOf(text);
  } catch (error) {
    throw new UsageError(`${flag}: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws Error where there is nothing in it */
export function firstLineOf(text: string): string {
  const [line = ''] = text.split(/\r?\n/);
  if (line === '') {
    throw new Error('its first line is empty');
  }
  return line;
}
