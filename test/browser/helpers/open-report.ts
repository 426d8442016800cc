import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { renderReport } from '../../../src/report/html/render-report.ts';
import type { Report } from '../../../src/report/html/report.ts';
import { chromiumPath } from './chromium.ts';
import { type OpenPage, openPage } from './open-page.ts';

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath });
}

/** Writes a report to a file and opens it, as a person would. */
export async function openReport(
  browser: Browser,
  report: Report,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const dir = await mkdtemp(join(tmpdir(), 'vhv-report-'));
  const path = join(dir, 'report.html');
  await writeFile(path, renderReport(report));
  const url = pathToFileURL(path).href;
  const opened = await openPage(browser, url, (asked) => asked === url, options);
  const close = async (): Promise<void> => {
    await opened.close();
    await rm(dir, { recursive: true });
  };
  return { ...opened, close };
}
