import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatNames } from '../../src/report/formats.ts';
import { type InventoryData, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { commandLine, everyCommand, withoutLogin } from '../helpers/every-command.ts';
import { leaveBehind } from '../helpers/run-files.ts';

/** Each word is unlike any other, and in every leaf of the inventory that a person fills there is one. */
const words = {
  vm: 'Qvmword',
  host: 'qhostword.qdomainword.test',
  datacenter: 'Qdcword',
  cluster: 'Qclusterword',
  folder: 'Qfolderword',
  network: 'Qnetword',
  datastore: 'Qdsword',
  annotation: 'Qnoteword',
  option: 'Qoptionword',
  guestHost: 'qguestword',
  address: '198.51.100.77',
  attribute: 'Qattributeword',
  snapshot: 'Qsnapshotword',
  alarm: 'Qalarmword',
  managed: 'com.qextword.agent',
  managedType: 'Qtypeword',
};
/** Of a host and its domain each part for itself. */
const names = [...Object.values(words), 'qhostword', 'qdomainword', 'qextword'];
const secrets = { password: 'Qpassw0rd-planted', guestPassword: 'Qguestpassw0rd-planted' };

const inventory: InventoryData = {
  datacenters: [
    {
      name: words.datacenter,
      datastores: [words.datastore],
      networks: [words.network],
      clusters: [{ name: words.cluster, hosts: [{ name: words.host, alarms: [words.alarm] }] }],
      vms: [
        {
          name: words.vm,
          host: words.host,
          folder: words.folder,
          power: 'poweredOff',
          settings: { annotation: words.annotation },
          extraConfig: { 'guestinfo.note': words.option },
          attributes: { owner: words.attribute },
        },
        {
          name: `${words.vm}-2`,
          host: words.host,
          snapshots: [words.snapshot],
          alarms: [words.alarm],
          managedBy: { extensionKey: words.managed, type: words.managedType },
          guestLogin: { user: 'root', password: secrets.guestPassword },
          ipAddress: words.address,
          hostName: words.guestHost,
        },
      ],
    },
  ],
};
const ground = { vm: words.vm, host: words.host };
const commands = everyCommand;

let simulator: Simulator;
let dir: string;
beforeAll(async () => {
  simulator = await startSimulator({ inventory, password: secrets.password });
  dir = mkdtempSync(join(tmpdir(), 'vhv-planted-names-'));
});
afterAll(async () => {
  await simulator.close();
  rmSync(dir, { recursive: true });
});

function textsIn(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}

const found = (texts: readonly [string, string][], sought: readonly string[]): string[] =>
  texts.flatMap(([name, text]) =>
    sought
      .filter((word) => text.toLowerCase().includes(word.toLowerCase()))
      .map((word) => `${word} in ${name}`),
  );

describe.each(commands.map((name) => ({ name })))('vhv $name', ({ name }) => {
  it('records no name and writes no secret, in any format', async () => {
    for (const output of formatNames) {
      const folder = mkdtempSync(join(dir, 'run-'));
      const env = {
        ...envOf(simulator),
        XDG_STATE_HOME: join(folder, 'state'),
        VHV_GUEST_PASSWORD: secrets.guestPassword,
      };
      const left = await leaveBehind(name, folder, env, ground);
      const observed = ['--trace', join(folder, 'trace'), '--record', join(folder, 'recording')];
      const guest = name === 'verify' ? ['--guest-user', 'root'] : [];
      const line = [...commandLine(name, ground), ...guest, ...left, '--output', output];
      const ran = await runCli([...line, ...observed], { env });
      expect(ran.exitCode, ran.stderr).not.toBe(2);
      const texts: [string, string][] = [
        ['stdout', ran.stdout],
        ['stderr', ran.stderr],
        ...textsIn(folder),
      ];
      expect(found(texts, Object.values(secrets))).toEqual([]);
      const recording = texts.filter(([file]) => file.startsWith('recording/'));
      expect(recording.length > 0).toBe(name === 'session logout' || !withoutLogin.includes(name));
      expect(found(recording, names)).toEqual([]);
    }
  });
});

it('a recording of whole objects has none of the names, and a trace has them', async () => {
  const folder = mkdtempSync(join(dir, 'run-'));
  const observed = ['--trace', join(folder, 'trace'), '--record', join(folder, 'recording')];
  await runCli(['enable', '--all', '--dry-run', ...observed], { env: envOf(simulator) });
  const trace = textsIn(join(folder, 'trace'));
  expect(found(trace, [words.vm, words.datastore, words.option])).not.toEqual([]);
});
