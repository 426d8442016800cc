import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Simulator } from '../../../src/simulator/index.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { peersDir } from './peers-dir.ts';
import { run } from './run.ts';

const folder = fileURLToPath(new URL('../python', import.meta.url));

/** Runs a playbook of python/ against a server, whose certificate it checks. @returns what it writes to the file named by its variable `report` */
export async function playbook(
  { url, user, password, certificatePem }: Simulator,
  name: string,
  variables: Readonly<Record<string, string>>,
): Promise<unknown> {
  const { hostname, port } = new URL(url);
  const dir = makeTempDir();
  const report = join(dir, 'report.json');
  const certificate = join(dir, 'ca.pem');
  writeFileSync(certificate, certificatePem);
  const ran = await run(
    `${peersDir}/python/bin/ansible-playbook`,
    [join(folder, name), '-e', JSON.stringify({ ...variables, report })],
    {
      LC_ALL: 'C.UTF-8',
      HOME: dir,
      ANSIBLE_COLLECTIONS_PATH: `${peersDir}/python/collections`,
      SSL_CERT_FILE: certificate,
      VMWARE_HOST: hostname,
      VMWARE_PORT: port,
      VMWARE_USER: user,
      VMWARE_PASSWORD: password,
    },
  );
  if (ran.exitCode !== 0) {
    throw new Error(`${name}: ${ran.stdout}${ran.stderr}`);
  }
  return JSON.parse(readFileSync(report, 'utf8'));
}
