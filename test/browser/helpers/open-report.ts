import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderReport } from '../../../src/report/html/render-report.ts';
import type { Report } from '../../../src/report/html/report.ts';
import { chromiumPath } from './chromium.ts';

/** A report that is open in a browser, and everything that went wrong in it. */
export interface OpenReport {
  readonly page: Page;
  /** Messages on the console and errors of scripts. */
  readonly complaints: readonly string[];
  /** Requests but for the page itself; each is refused. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath });
}

/** Writes a report to a file and opens it, as a person would. */
export async function openReport(
  browser: Browser,
  report: Report,
  options: BrowserContextOptions = {},
): Promise<OpenReport> {
  const dir = await mkdtemp(join(tmpdir(), 'vhv-report-'));
  const path = join(dir, 'report.html');
  await writeFile(path, renderReport(report));
  const url = pathToFileURL(path).href;
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
    if (route.request().url() === url) {
      return route.continue();
    }
    requests.push(route.request().url());
    return route.abort();
  });
  await page.goto(url);
  await page.locator('#rows tr').first().waitFor();
  const close = async (): Promise<void> => {
    await context.close();
    await rm(dir, { recursive: true });
  };
  return { page, complaints, requests, close };
}
