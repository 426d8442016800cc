import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostData, SimulatorOptions } from '../../src/simulator/index.ts';
import { HostSystem } from '../../src/simulator/model/host-system.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { startProxy } from '../helpers/proxy.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { singleHost } from '../simulator/single-host.ts';

const put = 'PUT /host/vmware_config';
const text = '# kept\nlibdir = "/usr/lib/vmware"\n';

function filesIn(folder: string) {
  const names = readdirSync(folder);
  const text = names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  return { names, text };
}

async function lab(options: SimulatorOptions = {}, host: Partial<HostData> = {}) {
  const given = singleHost({}, { version: '5.0.0', vmwareConfig: text, ...host });
  const simulator = await testSimulator({ ...given, ...options });
  const [model] = [...simulator.model.inventory.objects()].filter(
    (object) => object instanceof HostSystem,
  );
  const vhv = (...args: string[]) => runCli(['hosts', ...args], { env: envOf(simulator) });
  const rowsOf = async (...args: string[]) => {
    const ran = await vhv(...args, '--output', 'json');
    return { ...ran, rows: jsonOf<Record<string, unknown>[]>(ran) };
  };
  return { simulator, vhv, rowsOf, file: () => model?.state.vmwareConfig };
}

describe.each([
  ['through a vCenter', {}],
  ['on the host itself', { kind: 'esx', version: '5.0.0' }],
] as const)('vhv hosts allow on 5.0, %s', (_, options) => {
  it('writes one line, reads it back, and is done the second time', async () => {
    const { simulator, rowsOf, file } = await lab(options);
    const dry = await rowsOf('allow', 'esx', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, rows: [{ outcome: 'change', to: 'TRUE' }] });
    expect(simulator.requests.of(put)).toBe(0);
    const done = await rowsOf('allow', 'esx', '--yes');
    expect(done).toMatchObject({ exitCode: 0, rows: [{ outcome: 'changed' }] });
    expect(file()).toBe(`${text}vhv.allow = "TRUE"\n`);
    const again = await rowsOf('allow', '--all', '--yes');
    expect(again).toMatchObject({ exitCode: 0, rows: [{ outcome: 'unchanged', from: 'TRUE' }] });
    expect(simulator.requests.of(put)).toBe(1);
    expect(simulator.sessionCount).toBe(0);
  });

  it('disallows in the same line', async () => {
    const { rowsOf, file } = await lab(options, { vmwareConfig: `vhv.allow = "TRUE"\n${text}` });
    const done = await rowsOf('disallow', 'esx', '--yes');
    expect(done).toMatchObject({ exitCode: 0, rows: [{ outcome: 'changed', from: 'TRUE' }] });
    expect(file()).toBe(`vhv.allow = "FALSE"\n${text}`);
  });

  it.each([
    ['after', 'changed', 0],
    ['before', 'failed', 4],
  ] as const)(
    'sends it once where the answer is lost %s the work: what is read back decides',
    async (drop, outcome, exitCode) => {
      const { simulator, rowsOf } = await lab(options);
      simulator.faults.add({ method: put, drop });
      expect(await rowsOf('allow', 'esx', '--yes')).toMatchObject({
        exitCode,
        rows: [{ outcome }],
      });
      expect(simulator.requests.of(put)).toBe(1);
    },
  );

  it('leaves a file alone that does not parse', async () => {
    const { simulator, rowsOf } = await lab(options, { vmwareConfig: 'half a li' });
    const refused = await rowsOf('allow', 'esx', '--yes');
    expect(refused).toMatchObject({ exitCode: 5, rows: [{ outcome: 'blocked' }] });
    expect(refused.stdout).toContain('line 1');
    expect(refused.stdout).not.toContain('half a li');
    expect(simulator.requests.of(put)).toBe(0);
  });
});

describe('vhv hosts allow', () => {
  it('is not needed since 5.1, and only --force changes anything there', async () => {
    const { simulator, rowsOf, file } = await lab({}, { version: '8.0.3' });
    const told = await rowsOf('allow', 'esx', '--yes');
    expect(told).toMatchObject({ exitCode: 0, rows: [{ outcome: 'not needed' }] });
    expect(told.stderr).toContain('--force');
    expect(simulator.requests.of('GET /host/vmware_config')).toBe(0);
    expect(file()).toBe(text);
    const forced = await rowsOf('allow', 'esx', '--yes', '--force');
    expect(forced).toMatchObject({ exitCode: 0, rows: [{ outcome: 'changed' }] });
  });

  it.each([
    ['SHA-256', { fingerprint256: 'AA:'.repeat(31).concat('AA') }],
    ['SHA-1', { thumbprint: 'AA:'.repeat(19).concat('AA') }],
  ])(
    'sends nothing to a host whose certificate is not the one that the ticket names by %s',
    async (by, wrong) => {
      // Only a server since 7.0.3.1 names a SHA-256.
      const { simulator, rowsOf } = await lab({ version: by === 'SHA-1' ? '6.7.0' : '8.0.3' });
      const { tickets } = simulator.model;
      tickets.place = { ...tickets.place, ...wrong };
      const refused = await rowsOf('allow', 'esx', '--yes');
      expect(refused).toMatchObject({ exitCode: 5, rows: [{ outcome: 'blocked' }] });
      expect(refused.stdout).toMatch(/not the pinned one|does not know/);
      expect(simulator.requests.of('GET /host/vmware_config')).toBe(0);
    },
  );

  it('goes to the host as to its vCenter: through the proxy, and into the trace, without the ticket', async () => {
    const { simulator } = await lab();
    const { host, port } = new URL(simulator.url);
    const proxy = await startProxy({ 'vc.test:443': Number(port), [host]: Number(port) });
    const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const env = { ...envOf(simulator), VHV_URL: 'vc.test', HTTPS_PROXY };
    const trace = join(makeTempDir(), 'trace');
    const args = ['hosts', 'allow', 'esx', '--dry-run', '--trace', trace];
    const looked = await runCli(args, { env });
    expect(looked).toMatchObject({ exitCode: 0 });
    expect(proxy.asked).toStrictEqual(['vc.test:443', host]);
    const { text: all, names } = filesIn(trace);
    expect(names.filter((name) => name.startsWith('2-'))).toContain('2-client.log');
    expect(all).toContain('GET /host/vmware_config');
    expect(all).not.toMatch(/vmware_cgi_ticket=(?!SCRUBBED)/);
  });

  it('trusts the SHA-1 that an older vCenter names', async () => {
    const { rowsOf } = await lab({ version: '6.7.0' });
    const done = await rowsOf('allow', 'esx', '--yes');
    expect(done).toMatchObject({ exitCode: 0, rows: [{ outcome: 'changed' }] });
  });

  it('names the privilege that is missing', async () => {
    const users = [
      { name: 'r', password: 'r', grants: [{ path: '/', privileges: ['System.Read'] }] },
    ];
    const { simulator } = await lab({ users });
    const env = { ...envOf(simulator), VHV_USERNAME: 'r', VHV_PASSWORD: 'r' };
    const refused = await runCli(['hosts', 'allow', 'esx', '--yes'], { env });
    expect(refused).toMatchObject({
      exitCode: 5,
      stdout: expect.stringContaining('Host.Config.AdvancedConfig'),
    });
  });

  it('asks for hosts by name or for --all, and for consent', async () => {
    const { simulator, vhv } = await lab();
    expect(await vhv('allow', '--yes')).toMatchObject({ exitCode: 2 });
    expect(await vhv('allow', 'esx')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect(simulator.requests.of('Login')).toBe(0);
  });

  it('cannot tell of a host that is not connected', async () => {
    const { rowsOf } = await lab({}, { connection: 'notResponding' });
    expect(await rowsOf('allow', 'esx', '--yes')).toMatchObject({
      exitCode: 5,
      rows: [{ outcome: 'blocked' }],
    });
  });
});
