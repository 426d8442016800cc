import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportRow } from '../../src/cli/commands/report.ts';
import type { VmPlan } from '../../src/nested/plan/vm-plan.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, runCli } from '../helpers/cli.ts';

let simulator: Simulator;
let dir: string;

beforeAll(async () => {
  simulator = await startSimulator();
  dir = await mkdtemp(join(tmpdir(), 'vhv-report-'));
});

afterAll(async () => {
  await simulator.close();
  await rm(dir, { recursive: true });
});

function report(...args: readonly string[]): Promise<Ran> {
  return runCli(['report', ...args], { env: envOf(simulator) });
}

describe('vhv report', () => {
  it('tells the state of each VM, its host by name, and its findings', async () => {
    const ran = await report('hv-03', '--output', 'json');
    expect(ran.exitCode).toBe(0);
    expect(jsonOf(ran)).toMatchObject([
      {
        state: 'power-cycle',
        powerState: 'poweredOn',
        host: expect.stringMatching(/^esx-0\d\.lab\.test$/),
        findings: [{ code: 'POWER_CYCLE_REQUIRED' }],
      },
    ]);
  });

  it('calls ready what a plan would change, and finds what a plan finds', async () => {
    const rows = jsonOf<ReportRow[]>(await report('--output', 'json'));
    const planned = await runCli(['plan', '/...', '--output', 'json'], { env: envOf(simulator) });
    const { plans } = jsonOf<{ plans: VmPlan[] }>(planned);
    const codesOf = ({ findings }: Pick<VmPlan, 'findings'>) => findings.map(({ code }) => code);
    for (const plan of plans) {
      const row = rows.find(({ path }) => path === plan.facts.path);
      expect([plan.facts.path, row?.state === 'ready']).toEqual([
        plan.facts.path,
        plan.fate === 'change',
      ]);
      expect(row && codesOf(row)).toEqual(codesOf(plan));
    }
    expect(rows.find(({ path }) => path.endsWith('/gpu-01'))).toMatchObject({
      state: 'blocked',
      findings: [{ code: 'PCI_PASSTHROUGH' }],
    });
    const vms = await runCli(['vms', 'gpu-01', 'hv-04'], { env: envOf(simulator) });
    expect(vms.stdout).toMatch(/FINDINGS SO FAR\n/);
    expect(vms.stdout).toMatch(/gpu-01 .* yes\n/);
    expect(vms.stdout).toMatch(/hv-04 .* yes\n/);
  });

  it('reads details a hundred in a request, and of candidates only', async () => {
    const host = { name: 'esx' };
    const count = 250;
    const read = async (nestedHV: boolean): Promise<number> => {
      const vms = Array.from({ length: count }, (_, n) => ({
        name: `v${n}`,
        host: 'esx',
        nestedHV,
      }));
      const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms }] };
      await using fleet = await startSimulator({ inventory });
      expect(await runCli(['report', '--quiet'], { env: envOf(fleet) })).toMatchObject({
        exitCode: 0,
      });
      return fleet.requests.http;
    };
    const [all, none] = [await read(false), await read(true)];
    // Beside the details: hosts with what is under way, and rights.
    expect(all - none).toBe(Math.ceil(count / 100) + 2);
  });

  it('writes a page of everything, and replaces an older one', async () => {
    const path = join(dir, 'fleet.html');
    expect(await report('--html', path)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: expect.stringContaining('27 VMs, 9 hosts'),
    });
    expect(await readFile(path, 'utf8')).toContain('esx-01.lab.test');
    expect(await report('hv-01', '--html', path)).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('1 VMs, 1 hosts'),
    });
    expect(await readFile(path, 'utf8')).not.toContain('hv-02');
    expect(await readdir(dir)).toEqual(['fleet.html']);
  });

  it.each([
    { what: 'a file that is no report', name: 'notes.html', says: 'is no report of vhv' },
    { what: 'a folder that is not there', name: 'nowhere/report.html', says: 'cannot be written' },
    { what: 'a folder', name: '.', says: 'cannot be written' },
  ])('refuses $what before it asks the server', async ({ name, says }) => {
    await writeFile(join(dir, 'notes.html'), '<!doctype html><p>mine');
    const before = simulator.requests.of('Login');
    const ran = await report('--html', join(dir, name));
    expect(ran).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(says) });
    expect(simulator.requests.of('Login')).toBe(before);
    expect(await readFile(join(dir, 'notes.html'), 'utf8')).toBe('<!doctype html><p>mine');
  });

  it('takes no - for a file', async () => {
    expect(await report('--html=-')).toMatchObject({ exitCode: 2 });
  });
});
