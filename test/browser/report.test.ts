import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vmStates } from '../../src/report/html/vm-state.ts';
import { fleetReport, hostileName } from '../report/report-fleet.ts';
import type { OpenPage } from './helpers/open-page.ts';
import { launch, openReport } from './helpers/open-report.ts';

const output = fileURLToPath(new URL('../../test-output/report/', import.meta.url));
const report = fleetReport(10_000);
let browser: Browser;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  await mkdir(output, { recursive: true });
  browser = await launch();
  open = await openReport(browser, report);
  page = open.page;
});

afterAll(() => browser.close());

const names = (): Promise<string[]> => page.locator('#rows .open').allTextContents();
const shown = (): Promise<string | null> => page.locator('#shown').textContent();

/** Starts anew: nothing searched, filtered or chosen. */
function clear(): Promise<void> {
  return page.getByRole('button', { name: 'Clear' }).click();
}

/** How long the page takes for something until it has been laid out, in milliseconds. */
function timed(action: string): Promise<number> {
  return page.evaluate(`(() => {
    const start = performance.now();
    ${action};
    document.getElementById('viewport').getBoundingClientRect();
    return performance.now() - start;
  })()`);
}

describe('the report in a browser', () => {
  it('draws its charts', async () => {
    for (const chart of await page.locator('svg[role=img]').all()) {
      const box = await chart.boundingBox();
      expect(box?.width).toBeGreaterThan(100);
      expect(box?.height).toBeGreaterThan(10);
    }
    expect(await page.locator('.arc').count()).toBe(5);
    const strokes = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.arc')].map((arc) => getComputedStyle(arc).stroke)",
    );
    expect(new Set(strokes).size).toBe(5);
    await page.screenshot({ path: `${output}light.png`, fullPage: true });
  });

  it('shows a hostile name as the text that it is', async () => {
    expect((await names())[0]).toBe(hostileName);
    expect(await page.locator('img').count()).toBe(0);
    await page.locator('#rows .open').first().click();
    expect(await page.locator('dialog h2').textContent()).toBe(hostileName);
    expect(await page.locator('dialog .evidence').first().textContent()).toContain('poweredOn');
    expect(await page.locator('dialog').textContent()).toContain(
      `wanted on, is off; by ${hostileName}`,
    );
    await page.keyboard.press('Escape');
  });

  it('filters by fields, by the legends of its charts and by words', async () => {
    await page.getByLabel('State', { exact: true }).selectOption({ value: '0' });
    expect(await shown()).toBe('1,094 of 10,000 VMs · state: On');
    await page.getByLabel('Server', { exact: true }).selectOption({ index: 1 });
    const both = await shown();
    expect(both).toMatch(/^\d+ of 10,000 VMs · state: On; server: https:\/\/vc-north.example.com$/);
    await clear();
    expect(await shown()).toBe('10,000 VMs');
    const blocked = page.getByRole('button', { name: /^Blocked/ });
    await blocked.click();
    expect(await blocked.getAttribute('aria-pressed')).toBe('true');
    expect(await shown()).toContain('state: Blocked');
    await page.getByLabel('Search').fill('TEMPLATE production');
    for (const row of await page.locator('#rows tr').all()) {
      expect(await row.textContent()).toMatch(/production.*TEMPLATE/);
    }
    await page.getByLabel('Search').fill('no such VM');
    await page.getByRole('button', { name: 'Show all of them' }).click();
    expect(await shown()).toBe('10,000 VMs');
  });

  it('sorts by a heading, and says so', async () => {
    const heading = page.locator('[data-column=state]');
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    expect(await page.locator('#rows .state').first().textContent()).toBe(vmStates[0]?.label);
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    expect(await page.locator('#rows .state').first().textContent()).toBe(vmStates[4]?.label);
    expect(await page.locator('[aria-sort]').count()).toBe(1);
    await page.locator('[data-sort=name]').click();
  });

  it('goes through the rows with the keyboard, to the last and back', async () => {
    await page.locator('#rows .open').first().focus();
    await page.keyboard.press('ArrowDown');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    expect(await focused()).toBe('ci-runner-00002');
    await page.keyboard.press('End');
    expect(await focused()).toBe('win-vbs-09999');
    await page.keyboard.press('Enter');
    expect(await page.locator('dialog h2').textContent()).toBe('win-vbs-09999');
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('win-vbs-09999');
    await page.keyboard.press('Home');
    expect(await focused()).toBe(hostileName);
    expect(await page.locator('#rows [tabindex="0"]').count()).toBe(1);
  });

  it('stays usable with 10,000 rows: no more are drawn than are seen, and nothing takes long', async () => {
    const search = `const field = document.getElementById('words');`;
    const input = `field.dispatchEvent(new Event('input', { bubbles: true }))`;
    // Generous: on an idle machine each is below 60 ms.
    expect(await timed(`${search} field.value = 'nested 9'; ${input}`)).toBeLessThan(1000);
    expect(await timed(`${search} field.value = ''; ${input}`)).toBeLessThan(1000);
    for (const column of ['hardware', 'host', 'finding', 'name']) {
      expect(await timed(`document.querySelector('[data-sort=${column}]').click()`)).toBeLessThan(
        1000,
      );
    }
    for (let place = 1; place <= 20; place += 1) {
      const scroll = `const v = document.getElementById('viewport'); v.scrollTop = v.scrollHeight / 20 * ${place}; v.dispatchEvent(new Event('scroll'))`;
      expect(await timed(scroll)).toBeLessThan(500);
      expect(await page.locator('#rows tr').count()).toBeLessThan(80);
    }
    await expect.poll(names).toContain('win-vbs-09999');
    await page.locator('#viewport').evaluate((viewport) => viewport.scrollTo(0, 0));
  });

  it('prints the rows that are shown, and all of them', async () => {
    await page.getByLabel('Search').fill('ci-runner-001');
    await page.emulateMedia({ media: 'print' });
    await expect.poll(async () => (await names()).length).toBe(20);
    expect(await page.locator('.toolbar').isVisible()).toBe(false);
    expect(await page.locator('#shown').textContent()).toContain('search: ci-runner-001');
    await page.screenshot({ path: `${output}print.png`, fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    await clear();
    await page.emulateMedia({ media: 'print' });
    await expect.poll(async () => (await names()).length).toBe(10_000);
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(async () => (await names()).length).toBeLessThan(80);
  });

  it('is whole on paper, and near to what is seen again afterwards', async () => {
    await page.emulateMedia({ media: null });
    await page.getByLabel('Search').fill('production 99');
    const found = Number.parseInt((await shown()) ?? '', 10);
    await page.evaluate(
      "addEventListener('beforeprint', () => { globalThis.drawn = document.querySelectorAll('#rows tr').length; })",
    );
    await page.pdf({ path: `${output}print.pdf`, format: 'A4' });
    expect(found).toBeGreaterThan(100);
    expect(await page.evaluate('globalThis.drawn')).toBe(found);
    await expect.poll(() => page.locator('#rows tr').count()).toBeLessThan(80);
    await clear();
  });

  it('has complained of nothing and asked for nothing', () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toEqual([]);
  });

  it('cannot ask for anything: its own policy stands before it', async () => {
    const tried = await page.evaluate(() =>
      fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(tried).toBe('refused');
    expect(open.requests).toEqual([]);
    expect(open.complaints.join()).toContain('Content Security Policy');
  });
});
