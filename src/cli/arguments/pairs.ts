import { UsageError } from '../usage-error.ts';

/** Reads `--set key=value` and `--unset key` into what the keys should be; null is 'gone'. */
export function readPairs(
  set?: readonly string[],
  unset?: readonly string[],
): Record<string, string | null> {
  if (set?.length === 0 || unset?.length === 0) {
    throw new UsageError(`--${set?.length === 0 ? 'set needs key=value' : 'unset needs a key'}`);
  }
  const pairs = new Map<string, string | null>();
  const add = (key: string, value: string | null): void => {
    if (pairs.has(key) && pairs.get(key) !== value) {
      throw new UsageError(`${key} is given twice, with different values`);
    }
    pairs.set(key, value);
  };
  for (const text of set ?? []) {
    const equals = text.indexOf('=');
    if (equals <= 0) {
      throw new UsageError(`--set ${text}: write key=value (key= removes the key)`);
    }
    const value = text.slice(equals + 1);
    add(text.slice(0, equals), value === '' ? null : value);
  }
  for (const key of unset ?? []) {
    if (key === '' || key.includes('=')) {
      throw new UsageError(`--unset ${key}: write the key alone`);
    }
    add(key, null);
  }
  return Object.fromEntries(pairs);
}
