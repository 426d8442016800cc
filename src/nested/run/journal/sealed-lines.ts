import { createHash } from 'node:crypto';
import { escapeUnprintable } from '../../../escape-unprintable.ts';
import { DamagedFileError, fixForLine } from './damaged-file.ts';

/** The end of a file's first format: the SHA-256 of every byte before it, hex. */
interface FirstTrailer {
  readonly kind: 'trailer';
  readonly sha256: string;
}

/** The last line of a file to which nothing is to be added. Its check covers the whole file. */
const trailer = { kind: 'trailer' } as const;

/** Each line ends so: the check, and nothing after it. A changed bit in the line, in the check or around it makes the line invalid. */
const checkedLine = /^(\{.*),"check":"([0-9a-f]{64})"\}\n$/;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @param before the check of the line before; for the first checked line the SHA-256 of everything before it */
function checkOf(before: string, content: string): string {
  return hash(`${before}${content}`);
}

/**
 * Writes JSON lines. Each line ends with a check: the SHA-256 of the previous line's check and of the line's own text up to the check. So a
 * line that was changed, removed, added or moved does not fit the next one.
 */
export class LineChain {
  #check: string;

  /** @param check of the last line that is written already */
  constructor(check: string = hash('')) {
    this.#check = check;
  }

  copy(): LineChain {
    return new LineChain(this.#check);
  }

  /** @param value an object with at least one field */
  add(value: object): string {
    // People read journals on terminals, and tenants choose names.
    const content = escapeUnprintable(JSON.stringify(value)).slice(0, -1);
    this.#check = checkOf(this.#check, content);
    return `${content},"check":"${this.#check}"}\n`;
  }

  addTrailer(): string {
    return this.add(trailer);
  }
}

export interface SealedLines {
  /** Without checks and trailers. */
  readonly lines: readonly unknown[];
  /** True if the last line is a trailer: nothing was to come after it. */
  readonly isSealed: boolean;
  /** False for a file of the first format: its first line has no check. */
  readonly isChecked: boolean;
  /** Where the next line goes on. */
  readonly chain: LineChain;
}

/**
 * Reads JSON lines and verifies the check of each. A last line without its line end is left out: the process ended while it wrote that line.
 * Lines at the start of a file may have no check; from the first check on, each line has one.
 *
 * @throws DamagedFileError
 */
export function readSealedLines(path: string, text: string): SealedLines {
  const end = text.lastIndexOf('\n') + 1;
  const lines: unknown[] = [];
  let kind: 'plan' | 'journal' | undefined;
  let isSealed = false;
  let isChecked = false;
  let check: string | undefined;
  let start = 0;
  for (let number = 1; start < end; number += 1) {
    const next = text.indexOf('\n', start) + 1;
    const raw = text.slice(start, next);
    const damaged = (reason: string, options?: ErrorOptions): DamagedFileError =>
      new DamagedFileError(path, `line ${number} ${reason}`, fixForLine(kind, number), options);
    const [, content, written] = checkedLine.exec(raw) ?? [];
    let value: unknown;
    if (content !== undefined && written !== undefined) {
      check = checkOf(check ?? hash(text.slice(0, start)), content);
      if (check !== written) {
        throw damaged('was changed after it was written, or the line before it');
      }
      value = parseJson(`${content}}`, damaged);
    } else if (check === undefined) {
      value = parseJson(raw, damaged);
    } else {
      throw damaged('was changed after it was written: it has no check');
    }
    if (number === 1) {
      kind = fileKind(value);
      isChecked = check !== undefined;
    }
    isSealed = kindOf(value) === 'trailer';
    if (!isSealed) {
      lines.push(value);
    } else if (check === undefined && raw !== firstTrailer(text.slice(0, start))) {
      throw damaged('shows that the file was changed after it was written');
    }
    start = next;
  }
  const chain = new LineChain(check ?? hash(text.slice(0, end)));
  return { lines, isSealed, isChecked, chain };
}

function firstTrailer(before: string): string {
  return `${JSON.stringify({ kind: 'trailer', sha256: hash(before) } satisfies FirstTrailer)}\n`;
}

function parseJson(
  text: string,
  damaged: (reason: string, options: ErrorOptions) => Error,
): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged('is not JSON', { cause });
  }
}

function fileKind(header: unknown): 'plan' | 'journal' | undefined {
  const kind = kindOf(header);
  return kind === 'plan' || kind === 'journal' ? kind : undefined;
}

function kindOf(line: unknown): unknown {
  return typeof line === 'object' && line !== null && 'kind' in line ? line.kind : undefined;
}
