import { UsageError } from '../usage-error.ts';

/** @throws UsageError where a text is no SHA-256 in hex, with or without colons */
export function requireFingerprint(flag: string, text: string): void {
  if (!/^([0-9a-f]{2}:?){31}[0-9a-f]{2}$/i.test(text)) {
    throw new UsageError(`--${flag} must be the 32 bytes of a SHA-256 in hex`);
  }
}
