import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DriftRow } from '../../src/cli/commands/drift.ts';
import { jsonOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { change, drift, fileOf, fleet, host, start } from './drifting.ts';

describe('the rules of a file', () => {
  it('are told where they match nothing, or match what another decides', async () => {
    const simulator = await start();
    const ran = await drift(simulator, {
      rules: [
        { name: 'first', select: ['web', 'webb'], nestedHVEnabled: 'on' },
        { folder: ['lab'], where: ['runtime.powerState=poweredOff'], nestedHVEnabled: 'off' },
        { name: 'gone', cluster: ['old'], nestedHVEnabled: 'off' },
        { name: 'far', all: true, endpoints: ['vc-far'], nestedHVEnabled: 'off' },
      ],
    });
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr.trim().split('\n')).toStrictEqual([
      "vhv: rule first: nothing matches 'webb'",
      'vhv: rule gone matches no VM',
      'vhv: rule far is about servers that were not looked at',
      'vhv: /DC/vm/lab/web: matched by rule first, which decides, and by rules[1]',
      'vhv: 1 drifted, 2 as wanted, 1 unmanaged',
    ]);
    expect(ran.stdout).toMatch(/db .* rules\[1\]\n/);
  });

  it('keep to the VMs that the command line names, and say nothing of the rest', async () => {
    const simulator = await start();
    await change(simulator, 'disable', 'web', 'db');
    const ran = await drift(simulator, fleet, 'db', '--output', 'json');
    expect(jsonOf<DriftRow[]>(ran).map(({ path }) => path)).toStrictEqual(['/DC/vm/lab/db']);
    expect(ran.stderr).toBe('vhv: 1 drifted, 0 as wanted, 0 unmanaged\n');
  });

  it('that match nothing at all are no proof of anything', async () => {
    const simulator = await start();
    const nothing = { rules: [{ select: ['nobody'], nestedHVEnabled: 'on' }] };
    expect(await drift(simulator, nothing)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/no VM matches 'the rules of .*fleet\.yaml'/),
    });
  });

  it('name one VM where they name one', async () => {
    const twins = ['a', 'b'].map((folder) => ({ name: 'web', folder, host: host.name }));
    const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms: twins }] };
    const simulator = await start({ inventory });
    expect(await drift(simulator, fleet)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("'web' is the name of 2 VMs: /DC/vm/a/web"),
    });
  });

  it('are about the servers that they name', async () => {
    const [one, two] = [await start(), await start({ user: 'user' })];
    const folder = makeTempDir();
    const endpoints = [one, two].map(({ url, fingerprint256 }, index) => ({
      name: `vc${index + 1}`,
      url,
      fingerprint: fingerprint256,
    }));
    writeFileSync(join(folder, 'endpoints.json'), JSON.stringify({ endpoints }));
    const rule = { all: true, endpoints: ['vc2'], nestedHVEnabled: 'on' };
    const file = fileOf({ rules: [rule] });
    const args = ['drift', '-f', file, '--endpoints', join(folder, 'endpoints.json')];
    const ran = await runCli(args, { env: { VHV_USERNAME: one.user, VHV_PASSWORD: one.password } });
    expect(ran.stderr).toBe('vhv: 2 drifted, 2 as wanted, 4 unmanaged\n');
    expect(ran.stdout).toMatch(/^ENDPOINT .*\nvc2 .*appliance.*\nvc2 .*desk[^\n]*\n$/);
  });
});

describe('a fleet file', () => {
  it('is YAML, with on and off as they stand', async () => {
    const simulator = await start();
    const yaml = 'rules:\n  - select: [web]\n    nestedHVEnabled: on\n';
    const ran = await drift(simulator, yaml);
    expect(ran).toMatchObject({ exitCode: 0 });
  });

  it.each<[content: string, says: RegExp]>([
    ['rules: [', /fleet\.yaml:1:\d+: is not YAML: .*\. Fix: /],
    ['rules:\n  - nestedHVEnabled: off\n', /fleet\.yaml: rules\[0\]: which VMs\?/],
    [
      'rules:\n  - {all: true, nestedHVEnabled: on, extraConfig: {disk.EnableUUID: TRUE}}\n',
      /rules\[0\]\.extraConfig\.disk\.EnableUUID: must be a text: put it in quotes/,
    ],
  ])('that is wrong ends the run before a server is asked: %j', async (content, says) => {
    const simulator = await start();
    expect(await drift(simulator, content)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(says),
    });
    expect(simulator.requests.byMethod()).toStrictEqual({});
  });
});
