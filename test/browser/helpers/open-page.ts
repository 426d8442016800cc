import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page that is open in a browser, and everything that went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  /** Messages on the console and errors of scripts. */
  readonly complaints: readonly string[];
  /** Requests that it may not make; each is refused. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Opens a page and waits for the first row of its table.
 *
 * @param isAllowed the addresses that may be asked for, its own among them
 */
export async function openPage(
  browser: Browser,
  url: string,
  isAllowed: (url: string) => boolean,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  await page.route('**', (route) => {
    const asked = route.request().url();
    if (isAllowed(asked)) {
      return route.continue();
    }
    requests.push(asked);
    return route.abort();
  });
  await page.goto(url);
  await page.locator('#rows tr').first().waitFor();
  return { page, complaints, requests, close: () => context.close() };
}
