import { createHash } from 'node:crypto';
import { VsphereError } from '../../errors.ts';

/** A file of ours that is damaged, cut short, or no file of ours: it is not used. */
export class DamagedFileError extends VsphereError {
  override name = 'DamagedFileError';

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super('DAMAGED_FILE', `${path} ${reason}`, options);
  }
}

/** What ends a whole file: the hash of every byte before it. */
export interface Trailer {
  readonly kind: 'trailer';
  /** SHA-256, hex. */
  readonly sha256: string;
}

export function formatLine(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** @param before every byte of the file so far */
export function formatTrailer(before: string): string {
  const sha256 = createHash('sha256').update(before).digest('hex');
  return formatLine({ kind: 'trailer', sha256 } satisfies Trailer);
}

export interface SealedLines {
  /** Without the trailers. */
  readonly lines: readonly unknown[];
  /** Whether the last line is a trailer: nothing was to come after it. */
  readonly isSealed: boolean;
}

/**
 * Reads JSON lines and checks every trailer among them. A last line without its end is left out: it was being written when all stopped.
 *
 * @throws DamagedFileError
 */
export function readSealedLines(path: string, text: string): SealedLines {
  const end = text.lastIndexOf('\n') + 1;
  const lines: unknown[] = [];
  let isSealed = false;
  let start = 0;
  for (let number = 1; start < end; number += 1) {
    const next = text.indexOf('\n', start) + 1;
    const line = parseLine(path, text.slice(start, next), number);
    isSealed = isTrailer(line);
    if (!isSealed) {
      lines.push(line);
    } else if (formatTrailer(text.slice(0, start)) !== text.slice(start, next)) {
      throw new DamagedFileError(path, `was changed after it was written (line ${number})`);
    }
    start = next;
  }
  return { lines, isSealed };
}

function parseLine(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw damaged(path, `is damaged: line ${number} is no JSON`, cause);
  }
}

function damaged(path: string, reason: string, cause: unknown): DamagedFileError {
  return new DamagedFileError(path, reason, { cause });
}

function isTrailer(line: unknown): boolean {
  return typeof line === 'object' && line !== null && 'kind' in line && line.kind === 'trailer';
}
