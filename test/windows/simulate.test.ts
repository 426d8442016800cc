import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { vhv } from '../interop/helpers/run.ts';
import { makeWindowsFolder, startWindows, windowsPath } from './helpers/windows.ts';

it('the simulator serves clients of this machine', async () => {
  const folder = makeWindowsFolder();
  const certificate = join(folder, 'the certificate.pem');
  const { stdout } = startWindows(['simulate', '--cert-out', windowsPath(certificate)], {});
  const url = await vi.waitFor(
    () => {
      const [, found] = /VHV_URL=(\S+)/.exec(readFileSync(stdout, 'utf8')) ?? [];
      return found ?? expect.fail('it does not say its address yet');
    },
    { timeout: 60_000 },
  );
  const env = { VHV_URL: url, VHV_USERNAME: 'user', VHV_PASSWORD: 'pass', HOME: folder };
  const listed = await vhv(env, ['vms', 'hv-01', '--ca', certificate, '--output', 'json']);
  expect(listed).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(listed.stdout).rows).toMatchObject([{ path: '/Lab/vm/nested/hv-01' }]);
});
