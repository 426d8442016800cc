import { UsageError } from '../usage-error.ts';

/**
 * Reads `--set key=value` and `--unset key` into what the keys should be; null is 'gone'. Blanks around a key and around a value do not
 * belong to them: a line of a .vmx file may be pasted.
 */
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
    const key = text.slice(0, Math.max(equals, 0)).trim();
    if (key === '') {
      throw new UsageError(`--set ${text}: write key=value (key= removes the key)`);
    }
    const given = text.slice(equals + 1);
    const value = given.trim();
    if (value === '' && given !== '') {
      throw new UsageError(
        `--set ${key}=: the value is blank. Fix: put quotes around the blanks, or write ${key}= to remove the key`,
      );
    }
    add(key, value === '' ? null : value);
  }
  for (const text of unset ?? []) {
    const key = text.trim();
    if (key === '' || key.includes('=')) {
      throw new UsageError(`--unset ${text}: write the key alone`);
    }
    add(key, null);
  }
  return Object.fromEntries(pairs);
}
