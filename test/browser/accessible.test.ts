import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetReport } from '../report/report-fleet.ts';
import { launch, openReport } from './helpers/open-report.ts';
import { violations } from './helpers/violations.ts';

const output = fileURLToPath(new URL('../../test-output/report/', import.meta.url));
const report = fleetReport(300, 12);
let browser: Browser;

beforeAll(async () => {
  await mkdir(output, { recursive: true });
  browser = await launch();
});

afterAll(() => browser.close());

describe.each(['light', 'dark'] as const)('the report in %s', (colorScheme) => {
  it('has nothing that keeps people out, closed, open and with a VM looked at', async () => {
    const { page, close } = await openReport(browser, report, { colorScheme });
    expect(await violations(page)).toEqual([]);
    await page.locator('summary').click();
    await page.getByRole('button', { name: /^Blocked/ }).click();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${output}hosts-${colorScheme}.png`, fullPage: true });
    await page.locator('#rows .open').first().click();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${output}details-${colorScheme}.png` });
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Search').fill('no such VM');
    expect(await violations(page)).toEqual([]);
    await close();
  });
});

describe('the report on a narrow screen', () => {
  it('never scrolls sideways but in its tables', async () => {
    const { page, close } = await openReport(browser, report, {
      viewport: { width: 390, height: 800 },
    });
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width).toBe(390);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `${output}narrow.png`, fullPage: true });
    await close();
  });
});
