import { escapeUnprintable } from '../escape-unprintable.ts';

function replacer(_key: string, item: unknown): unknown {
  return typeof item === 'bigint' ? String(item) : item;
}

/** JSON with a bigint as its digits in a string: a number would lose some of them in most readers. */
export function formatJson(value: unknown): string {
  return `${escapeUnprintable(JSON.stringify(value, replacer, 2))}\n`;
}

/** The same on one line. */
export function formatJsonLine(value: unknown): string {
  return `${escapeUnprintable(JSON.stringify(value, replacer))}\n`;
}
