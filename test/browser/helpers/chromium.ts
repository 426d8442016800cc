import { accessSync, constants } from 'node:fs';

/** The browser to test with: the one that CHROMIUM names, or Debian's. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Before all tests: a missing browser is a failure, never a reason to skip. */
export function setup(): void {
  try {
    accessSync(chromiumPath, constants.X_OK);
  } catch (error) {
    throw new Error(
      `the browser tests need Chromium at ${chromiumPath}: apt-get install chromium, or name another in CHROMIUM`,
      { cause: error },
    );
  }
}
