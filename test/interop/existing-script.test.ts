import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { collect, govc } from './helpers/govc.ts';
import { peersDir } from './helpers/peers-dir.ts';
import { pyvmomi } from './helpers/pyvmomi.ts';
import { bin, run } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

type Login = Pick<Simulator, 'url' | 'user' | 'password' | 'certificatePem'>;

/** Lines that change `$vm`: govc's own, and what takes its place. */
const changes = {
  govc: 'govc vm.change -vm "$vm" -nested-hv-enabled -e disk.EnableUUID=TRUE',
  vhv: 'vhv enable "$vm" -e disk.EnableUUID=TRUE --yes',
};

/** What an administrator has: the variables, a search, a loop, the power. */
function script({ url, user, password }: Login, folder: string, change: string): string {
  return `#!/bin/sh
set -eu
export GOVC_URL='${url.replace('https://', '')}' GOVC_USERNAME='${user}' GOVC_PASSWORD='${password}'
export GOVC_INSECURE=true
govc find '${folder}' -type m -name 'web *' | while IFS= read -r vm; do
  state=$(govc collect -s "$vm" runtime.powerState)
  if [ "$state" = poweredOn ]; then govc vm.power -off "$vm"; fi
  ${change}
  govc vm.power -on "$vm"
done
`;
}

/** The same without a loop: VMs that are off, all in one go. */
function pipe({ url, user, password }: Login, folder: string): string {
  return `#!/bin/sh
set -eu
export GOVC_URL='${url.replace('https://', `${user}:${password}@`)}' GOVC_INSECURE=1
govc find '${folder}' -type m -name 'web *' -runtime.powerState poweredOff |
  vhv enable - -e disk.EnableUUID=TRUE --yes
govc find '${folder}' -type m -name 'web *' | while IFS= read -r vm; do
  govc vm.power -on "$vm"
done
`;
}

async function runScript(text: string): Promise<void> {
  const folder = makeTempDir();
  const file = join(folder, 'enable.sh');
  writeFileSync(file, text, { mode: 0o755 });
  symlinkSync(`${peersDir}/govc`, join(folder, 'govc'));
  writeFileSync(join(folder, 'vhv'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`);
  chmodSync(join(folder, 'vhv'), 0o755);
  const PATH = `${folder}:${process.env['PATH']}`;
  const ran = await run('/bin/sh', [file], { PATH, HOME: folder });
  expect({ ...ran, text }).toMatchObject({ exitCode: 0 });
}

interface Listed {
  readonly name: string;
  readonly power: string;
  readonly nestedHVEnabled: boolean;
  readonly extraConfig: Readonly<Record<string, string>>;
}

/** The VMs as govc reads them and as pyVmomi does. */
async function stateOf(login: Login, folder: string): Promise<unknown> {
  const listed = (await pyvmomi(login, 'states')) as Listed[];
  const found = await govc(login, 'find', folder, '-type', 'm', '-name', 'web *');
  const paths = found.stdout.trim().split('\n').sort();
  const props = ['config.nestedHVEnabled', 'runtime.powerState'];
  const byGovc = await Promise.all(
    paths.map(async (path) => ({ path, ...(await collect(login, path, ...props)) })),
  );
  const byPyVmomi = listed
    .filter(({ name }) => name.startsWith('web '))
    .map(({ name, power, nestedHVEnabled, extraConfig }) => ({
      name,
      power,
      nestedHVEnabled,
      uuid: extraConfig['disk.EnableUUID'],
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
  return { byGovc, byPyVmomi };
}

const changed = (path: string) => ({
  path,
  'config.nestedHVEnabled': true,
  'runtime.powerState': 'poweredOn',
});
const read = (name: string) => ({ name, power: 'poweredOn', nestedHVEnabled: true, uuid: 'TRUE' });
const expected = (folder: string) => ({
  byGovc: [changed(`${folder}/web one`), changed(`${folder}/web two`)],
  byPyVmomi: [read('web one'), read('web two')],
});

const both = ['poweredOff', 'poweredOn'];

/** The script as it is, with its vm.change line swapped, and with its loop swapped; and the VMs that each is for. */
const scripts = [
  ['govc', both, (login: Login, folder: string) => script(login, folder, changes.govc)],
  ['vhv in its place', both, (login: Login, folder: string) => script(login, folder, changes.vhv)],
  ['vhv at the end of a pipe', ['poweredOff'], pipe],
] as const;

describe.each(scripts)("a script that govc's users have, with %s", (_name, powers, text) => {
  it('changes VMs that are off on our simulator', async () => {
    const host = 'esx.lab.test';
    const vms = ['web one', 'web two', 'db one'].map((name) => ({ name, host, folder: 'a b' }));
    const inventory = { datacenters: [{ name: 'Lab', hosts: [{ name: host }], vms }] };
    await using simulator = await startSimulator({ inventory });
    const folder = '/Lab/vm/a b';
    await runScript(text(simulator, folder));
    expect(await stateOf(simulator, folder)).toEqual(expected(folder));
    expect(simulator.sessionCount).toBe(0);
  });

  it.each(powers)('changes VMs that are %s on vcsim', async (power) => {
    const isOff = power === 'poweredOff';
    await using vcsim = await Vcsim.start(`-off=${isOff}`, '-host', '1', '-standalone-host', '0');
    const folder = '/DC0/vm';
    await vcsim.govc('vm.change', '-vm', `${folder}/DC0_C0_RP0_VM0`, '-name', 'web one');
    await vcsim.govc('vm.change', '-vm', `${folder}/DC0_C0_RP0_VM1`, '-name', 'web two');
    await runScript(text(vcsim.login, folder));
    expect(await stateOf(vcsim.login, folder)).toEqual(expected(folder));
    expect(await vcsim.sessions()).toBe(0);
  });
});
