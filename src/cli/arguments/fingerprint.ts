import { mustBeSha256, sha256 } from '../../soap/index.ts';
import { UsageError } from '../usage-error.ts';

/**
 * @param from the flag, the variable or the place in a file that the text comes from
 * @throws UsageError where it is no SHA-256
 */
export function requireFingerprint(from: string, text: string): void {
  if (!sha256.test(text)) {
    throw new UsageError(`${from} ${mustBeSha256}`);
  }
}
