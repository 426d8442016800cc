import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { type OpenPage, openPage } from './helpers/open-page.ts';
import { launch } from './helpers/open-report.ts';
import { violations } from './helpers/violations.ts';

const output = fileURLToPath(new URL('../../test-output/dashboard/', import.meta.url));
let browser: Browser;

beforeAll(async () => {
  await mkdir(output, { recursive: true });
  browser = await launch();
});

afterAll(() => browser.close());

/** Starts a run, and opens its page as soon as its address is told. */
async function watchRun(env: Record<string, string>, args: readonly string[]) {
  let heard: (url: string) => void = () => undefined;
  const told = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const ran = runCli([...args, '--dashboard'], {
    env,
    onStderr: (text) => {
      const [, url] = /^vhv: dashboard: (\S+)$/m.exec(text) ?? [];
      if (url !== undefined) {
        heard(url);
      }
    },
  });
  const url = await Promise.race([
    told,
    ran.then(({ stderr }) => Promise.reject(new Error(`it has ended: ${stderr}`))),
  ]);
  const open = await openPage(browser, url, (asked) => asked.startsWith(url));
  return { open, ran };
}

const tile = ({ page }: OpenPage, label: string): Promise<string | null> =>
  page.locator('.tile', { hasText: label }).locator('b').textContent();

describe('the page of a run in a browser', () => {
  it('goes with it from waiting to done, and is of use when it is over', async () => {
    const simulator = await startSimulator({ inventory: { vms: 60 } });
    simulator.faults.add({ method: 'ReconfigVM_Task', delayMs: 1500 });
    const args = ['enable', '--all', '--yes', '--concurrency', '4'];
    const { open, ran } = await watchRun(envOf(simulator), args);
    const { page } = open;
    const total = await page.evaluate<number>(
      "JSON.parse(document.getElementById('data').textContent).vms.name.length",
    );

    expect(await page.locator('#phase').textContent()).toBe('The run is under way.');
    expect(Number(await tile(open, 'Waiting'))).toBeGreaterThan(10);
    expect(await violations(page)).toEqual([]);
    await expect.poll(() => tile(open, 'Under way')).toBe('4');
    await expect.poll(() => tile(open, 'To be read back').then(Number)).toBeGreaterThan(0);
    await page.getByRole('button', { name: /^Under way/ }).click();
    await expect.poll(() => page.locator('#rows .note').first().textContent()).toBe('reconfigure');
    await page.screenshot({ path: `${output}running.png`, fullPage: true });
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await page.title()).toMatch(new RegExp(`^\\d+/${total} · vhv enable`));
    simulator.faults.clear();

    const { exitCode } = await ran;
    await expect
      .poll(() => page.locator('#phase').textContent())
      .toBe('The run is over. This page stays as it is.');
    expect(exitCode).toBe(6);
    expect(simulator.sessionCount).toBe(0);
    expect(await tile(open, 'Waiting')).toBe('0');
    expect(await page.locator('#done').textContent()).toBe(
      `${total} of ${total} VMs have had their turn.`,
    );
    const changed = Number(await tile(open, 'Changed'));
    const blocked = Number(await tile(open, 'Blocked'));
    expect(changed).toBeGreaterThan(10);

    await page.getByRole('button', { name: /^Changed/ }).click();
    expect(await page.locator('#shown').textContent()).toBe(
      `${changed} of ${total} VMs · state: Changed`,
    );
    await page.getByLabel('State', { exact: true }).selectOption({ label: 'Blocked' });
    expect(await page.locator('#shown').textContent()).toContain(`${blocked} of ${total} VMs`);
    await page.locator('#rows .open').first().click();
    expect(await page.locator('dialog').textContent()).toContain('nestedHVEnabled: off → on');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.screenshot({ path: `${output}over.png`, fullPage: true });

    // What has reached no server is all that it asked for, but for the run itself.
    expect(open.requests).toEqual([]);
    expect(open.complaints).toEqual([]);
    await open.close();
    await simulator.close();
  });

  it('keeps whoever reads the table where they are', async () => {
    const simulator = await startSimulator({ inventory: { vms: 400 } });
    simulator.faults.add({ method: 'ReconfigVM_Task', delayMs: 300 });
    const args = ['enable', '--all', '--yes', '--concurrency', '4'];
    const { open, ran } = await watchRun(envOf(simulator), args);
    const { page } = open;
    await page.locator('#rows .open').first().focus();
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('PageDown');
    }
    const place = () =>
      page.evaluate<[string, number]>(
        "[document.activeElement.textContent, document.getElementById('viewport').scrollTop]",
      );
    const before = await place();
    expect(before[1]).toBeGreaterThan(1000);
    const done = await page.locator('#done').textContent();
    await expect.poll(() => page.locator('#done').textContent()).not.toBe(done);
    expect(await place()).toEqual(before);
    simulator.faults.clear();
    await ran;
    await expect.poll(() => page.locator('#phase').textContent()).toContain('over');
    expect(await place()).toEqual(before);
    await open.close();
    await simulator.close();
  });
});
