import { expect, it } from 'vitest';
import type { VmRow } from '../../src/cli/commands/vms/vms.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { collect, govc, govcJson } from './helpers/govc.ts';
import { vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

const names = ['a/b', 'c\\d', '100% e', 'f/g\\h%i', 'tested 5%2'];

/** What a VM of each name is called by a server. vcsim escapes each percent sign, also those that start an escape. */
const escaped = ['a%2fb', 'c%5cd', '100%25 e', 'f%2fg%5ch%25i', 'tested 5%252'];

const place = ['-on=false', '-pool=/DC0/host/DC0_C0/Resources', '-ds=LocalDS_0', '-net=VM Network'];

it('VMs that govc makes on vcsim have the names that vhv finds, changes and shows', async () => {
  await using vcsim = await Vcsim.start();
  for (const name of names) {
    const made = await vcsim.govc('vm.create', ...place, name);
    expect(made).toMatchObject({ exitCode: 0 });
  }
  const paths = escaped.map((name) => `/DC0/vm/${name}`);
  for (const path of paths) {
    expect(paths).toContain(`/DC0/vm/${await vcsim.property(path, 'name')}`);
  }
  const expected = names.map((name, index) => ({ name, path: paths[index] }));
  for (const selectors of [names, escaped, paths.map((path) => path.replaceAll('%2f', '%2F'))]) {
    const ran = await vhv(vcsim.env, ['vms', ...selectors, '--output', 'json']);
    const { rows } = JSON.parse(ran.stdout) as { rows: VmRow[] };
    expect(rows.map(({ name, path }) => ({ name, path }))).toStrictEqual(expected);
  }
  const done = await vhv(vcsim.env, ['enable', ...names, '--yes']);
  expect(done).toMatchObject({ exitCode: 0 });
  for (const [index, path] of paths.entries()) {
    expect(done.stdout).toContain(`/DC0/vm/${names[index]} `);
    expect(await vcsim.property(path, 'config.nestedHVEnabled')).toBe('true');
  }
});

it('our simulator sends the names that vcsim does, and finds them by the paths of govc', async () => {
  const vms = names.map((name) => ({ name, host: 'esx-1' }));
  const inventory = { datacenters: [{ name: 'D/C', hosts: [{ name: 'esx-1' }], vms }] };
  await using simulator = await startSimulator({ inventory });
  const { stdout } = await govc(simulator, 'find', '/', '-type', 'm');
  expect(new Set(stdout.trim().split('\n'))).toStrictEqual(
    new Set(escaped.map((name) => `/D%2fC/vm/${name}`)),
  );
  for (const name of escaped) {
    const path = `/D%2fC/vm/${name}`;
    const [ref] = await govcJson<string[]>(simulator, 'find', '-i', '-json', '/', '-name', name);
    expect(await collect(simulator, ref ?? '', 'name', 'config.name')).toStrictEqual({
      name,
      'config.name': name,
    });
    expect((await govc(simulator, 'vm.info', '-json', path)).stdout).toContain(`"${name}"`);
  }
});
