import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const user = 'administrator@vsphere.local';

/** @param name of its only VM: two of one name in one place would be one VM */
async function startVCenter(name: string): Promise<Simulator> {
  const clusters = [{ name: 'C', hosts: [{ name: 'esx-01' }] }];
  const datacenters = [{ name: 'DC', clusters, vms: [{ name, host: 'esx-01' }] }];
  const simulator = await startSimulator({ user, inventory: { datacenters } });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** Once its VMs are being read, which is after the first login. */
async function refuseFromNowOn({ requests, faults }: Simulator): Promise<void> {
  while (requests.of('RetrievePropertiesEx') === 0) {
    await sleep(1);
  }
  faults.add({ method: 'Login', fault: { _type: 'InvalidLogin' } });
}

it('a renewal that is refused is exit 7, and no other vCenter is tried as that user', async () => {
  const [one, other] = await Promise.all([startVCenter('a'), startVCenter('b')]);
  one.faults.add({ method: 'ReconfigVM_Task', expireSession: true, times: 1 });
  // Later than that one, whose password is found to be wrong meanwhile.
  other.faults.add({ method: 'ReconfigVM_Task', delayMs: 2000, expireSession: true, times: 1 });
  const path = join(makeTempDir(), 'endpoints.yaml');
  const endpoints = [one, other].map(({ url, fingerprint256 }, index) => ({
    name: `vc${index}`,
    url,
    username: user,
    fingerprint: fingerprint256,
  }));
  writeFileSync(path, JSON.stringify({ defaults: { passwordEnv: 'PW' }, endpoints }));
  const env = { PW: 'pass', VHV_ENDPOINTS: path };
  const [ran] = await Promise.all([
    runCli(['enable', '--all', '--yes'], { env }),
    refuseFromNowOn(one),
  ]);
  expect(ran.exitCode).toBe(7);
  expect(one.requests.of('Login')).toBe(2);
  expect(other.requests.of('Login')).toBe(1);
  expect(ran.stderr).toMatch(/the login of .* was refused/);
  expect(ran.stderr).toMatch(/no login at vc1: .* was refused at vc0/);
});
