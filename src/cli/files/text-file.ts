import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const lineEnd = 0x0a;

/** Bytes that are no text. The message names the place and nothing that stands there: it may be a password. */
export class NotTextError extends Error {
  override name = 'NotTextError';

  /** @param before the text up to the bad bytes */
  constructor(before: string, what: string) {
    const lines = before.split('\n');
    const column = [...(lines.at(-1) ?? '')].length + 1;
    super(
      `line ${lines.length}, column ${column} ${what}. Fix: save it as UTF-8, or as UTF-16 with a byte order mark`,
    );
  }
}

/**
 * Reads a text file of a user. Each such file is read here: what Windows writes (a byte order mark, UTF-16) becomes the same text as plain
 * UTF-8, so no mark becomes part of a password or a name.
 *
 * @throws NotTextError; the system's error if the file cannot be read
 */
export async function readTextFile(path: string): Promise<string> {
  return decodeText(await readFile(path));
}

/** As `readTextFile`, for settings that are read before anything waits. */
export function readTextFileSync(path: string): string {
  return decodeText(readFileSync(path));
}

/** A PEM file. What stands around its certificates is a comment, in any encoding. @throws the system's error if it cannot be read */
export async function readPemFile(path: string): Promise<string> {
  const bytes = await readFile(path);
  try {
    return decodeText(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/**
 * Decodes UTF-8, with or without a byte order mark, or UTF-16 with one. The mark is no part of the text.
 *
 * @throws NotTextError for other bytes; for a NUL, since UTF-16 without a mark looks like text with NULs; for a second mark, which nobody sees
 */
export function decodeText(bytes: Buffer): string {
  const text = decodeByMark(bytes);
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    throw new NotTextError(text.slice(0, nul), 'is a NUL, which no text has');
  }
  const mark = text.indexOf('\ufeff');
  if (mark >= 0) {
    throw new NotTextError(
      text.slice(0, mark),
      'is a byte order mark, which only stands at the beginning',
    );
  }
  return text;
}

function decodeByMark(bytes: Buffer): string {
  switch (bytes.toString('latin1', 0, 2)) {
    case '\xff\xfe':
      return decodeUtf16(bytes.subarray(2));
    case '\xfe\xff':
      // A copy of whole pairs: they are swapped where they are.
      return decodeUtf16(
        Buffer.from(bytes.subarray(2, bytes.length & ~1)).swap16(),
        bytes.length % 2,
      );
    default:
      return decodeUtf8(
        bytes.indexOf('\xef\xbb\xbf', 0, 'latin1') === 0 ? bytes.subarray(3) : bytes,
      );
  }
}

/** @param cut bytes after the last whole pair that are not in `bytes` */
function decodeUtf16(bytes: Buffer, cut = 0): string {
  const text = bytes.toString('utf16le');
  const lone = text.search(/\p{Surrogate}/u);
  if (lone >= 0 || bytes.length % 2 !== 0 || cut > 0) {
    throw new NotTextError(lone < 0 ? text : text.slice(0, lone), 'is not UTF-16');
  }
  return text;
}

function decodeUtf8(bytes: Buffer): string {
  if (isUtf8(bytes)) {
    return bytes.toString('utf8');
  }
  let start = 0;
  let end = lineAfter(bytes, start);
  while (isUtf8(bytes.subarray(start, end))) {
    start = end;
    end = lineAfter(bytes, start);
  }
  const before = bytes.toString('utf8', 0, start);
  throw new NotTextError(before + goodStart(bytes.subarray(start, end)), 'is not UTF-8');
}

function lineAfter(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(lineEnd, start);
  return end < 0 ? bytes.length : end + 1;
}

/** What can be read of a line up to its first bad byte. */
function goodStart(line: Buffer): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  try {
    for (const byte of line) {
      text += decoder.decode(Uint8Array.of(byte), { stream: true });
    }
  } catch {
    // The byte that ends the text.
  }
  return text;
}
