import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const user = 'administrator@vsphere.local';

/** @param name of its only VM: two of one name in one place would be one VM */
async function startVCenter(name: string): Promise<Simulator> {
  const clusters = [{ name: 'C', hosts: [{ name: 'esx-01' }] }];
  const datacenters = [{ name: 'DC', clusters, vms: [{ name, host: 'esx-01' }] }];
  return testSimulator({ user, inventory: { datacenters } });
}

/** Once its VMs are being read, which is after the first login. */
async function refuseFromNowOn({ requests, faults }: Simulator): Promise<void> {
  while (requests.of('RetrievePropertiesEx') === 0) {
    await sleep(1);
  }
  // The answer takes its time, as a directory's does: others are not to try meanwhile.
  faults.add({ method: 'Login', delayMs: 200, fault: { _type: 'InvalidLogin' } });
}

it('sessions that end at once: one renewal is refused, exit 7, and no other vCenter is tried as that user', async () => {
  const all = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(startVCenter));
  for (const { faults } of all) {
    faults.add({ method: 'ReconfigVM_Task', expireSession: true, times: 1 });
  }
  const path = join(makeTempDir(), 'endpoints.yaml');
  const endpoints = all.map(({ url, fingerprint256 }, index) => ({
    name: `vc${index}`,
    url,
    username: user,
    fingerprint: fingerprint256,
  }));
  writeFileSync(path, JSON.stringify({ defaults: { passwordEnv: 'PW' }, endpoints }));
  const env = { PW: 'pass', VHV_ENDPOINTS: path };
  const [ran] = await Promise.all([
    runCli(['enable', '--all', '--yes'], { env }),
    ...all.map(refuseFromNowOn),
  ]);
  expect(ran.exitCode).toBe(7);
  const logins = all.map(({ requests }) => requests.of('Login'));
  expect(logins.toSorted()).toEqual([1, 1, 1, 1, 1, 2]);
  const refusedAt = `vc${logins.indexOf(2)}`;
  expect(ran.stderr).toMatch(/the login of .* was refused/);
  for (const { name } of endpoints.filter((endpoint) => endpoint.name !== refusedAt)) {
    expect(ran.stderr).toMatch(new RegExp(`no login at ${name}: .* was refused at ${refusedAt}`));
  }
});
