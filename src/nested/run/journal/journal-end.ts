import { open } from 'node:fs/promises';

/** Longer than any trailer is, in bytes. */
const tailLength = 4096;

/**
 * How a journal ends: `sealed` where all that was begun is over; `open` where a run is under way or was left unfinished; `empty` before
 * its first line is written; `damaged` where the last line is none of ours.
 */
export type JournalEnd = 'sealed' | 'open' | 'empty' | 'damaged';

/**
 * Reads the last line alone: a folder may hold the journals of years. Whether a journal is whole shows when it is read.
 *
 * @throws the system's error where the file cannot be read
 */
export async function readJournalEnd(path: string): Promise<JournalEnd> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const start = Math.max(size - tailLength, 0);
  const buffer = Buffer.alloc(size - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  // Half a line at the end was being written when all stopped, and is none.
  const lines = buffer.toString('latin1', 0, bytesRead).split('\n').slice(0, -1);
  const last = lines.at(-1);
  if (last === undefined || (lines.length === 1 && start > 0)) {
    return start > 0 ? 'open' : 'empty';
  }
  return endOf(last);
}

function endOf(line: string): JournalEnd {
  try {
    const value: unknown = JSON.parse(line);
    const kind = typeof value === 'object' && value !== null && 'kind' in value && value.kind;
    if (typeof kind === 'string') {
      return kind === 'trailer' ? 'sealed' : 'open';
    }
  } catch {
    // No JSON, so no line of ours.
  }
  return 'damaged';
}
