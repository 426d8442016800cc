import { fileURLToPath } from 'node:url';
import type { Simulator } from '../../../src/simulator/index.ts';
import { peersDir } from './peers-dir.ts';
import { run } from './run.ts';

const client = fileURLToPath(new URL('../python/client.py', import.meta.url));

/** Runs one command of python/client.py on a simulator. A fault is an answer; anything else that fails is thrown. */
export async function pyvmomi(
  {
    url,
    user,
    password,
    certificatePem,
  }: Pick<Simulator, 'url' | 'user' | 'password' | 'certificatePem'>,
  ...args: readonly string[]
): Promise<unknown> {
  const { hostname: host, port } = new URL(url);
  const server = { host, port: Number(port), user, password, caPem: certificatePem };
  const python = `${peersDir}/python/bin/python3`;
  const { exitCode, stdout, stderr } = await run(
    python,
    ['-W', 'ignore', client, ...args],
    { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    JSON.stringify(server),
  );
  if (exitCode !== 0) {
    throw new Error(`client.py ${args.join(' ')}: ${stderr}`);
  }
  return JSON.parse(stdout);
}
