import { UsageError } from '../usage-error.ts';

/**
 * Reads a number from the command line, where everything is text.
 *
 * @param flag as people write it, `--port` or `--fault times`
 * @throws UsageError
 */
export function wholeNumber(
  flag: string,
  text: string,
  highest: number = Number.MAX_SAFE_INTEGER,
): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= highest)) {
    const limit = highest === Number.MAX_SAFE_INTEGER ? '' : ` up to ${highest}`;
    throw new UsageError(`${flag} must be a whole number${limit}, not '${text}'`);
  }
  return value;
}
