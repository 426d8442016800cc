import { UsageError } from '../usage-error.ts';

/** A SHA-256 in hex, with or without colons. It says both cases itself: where it is published there are no flags. */
export const sha256 = /^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/;

/** What is said of another text, behind the name of where it stands. */
export const mustBeSha256 = 'must be the 32 bytes of a SHA-256 in hex';

/**
 * @param from the flag, the variable or the place in a file that the text comes from
 * @throws UsageError where it is no SHA-256
 */
export function requireFingerprint(from: string, text: string): void {
  if (!sha256.test(text)) {
    throw new UsageError(`${from} ${mustBeSha256}`);
  }
}
