import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** Which call refuses the file: a test may run as root, who may read everything. */
const refused = vi.hoisted(() => ({ call: '', path: '' }));

vi.mock('node:fs', async (load) => {
  const real = await load<typeof fs>();
  const refusing =
    <Args extends unknown[], Result>(call: string, work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      if (refused.call === call && args[0] === refused.path) {
        const text = `EACCES: permission denied, ${call} '${refused.path}'`;
        throw Object.assign(new Error(text), { code: 'EACCES', syscall: call, path: refused.path });
      }
      return work(...args);
    };
  return {
    ...real,
    statSync: refusing('stat', real.statSync),
    readFileSync: refusing('open', real.readFileSync),
  };
});

test.each(['stat', 'open'])(
  'a value of GOVC_PASSWORD or GOVC_USERNAME is the secret itself if %s answers EACCES',
  async (call) => {
    const path = join(makeTempDir(), 'hunter2');
    fs.writeFileSync(path, 'another password');
    Object.assign(refused, { call, path });
    await using lab = await startSimulator({ user: path, password: path });
    const { VHV_USERNAME: _1, VHV_PASSWORD: _2, ...env } = envOf(lab);
    const govc = { ...env, GOVC_USERNAME: path, GOVC_PASSWORD: path };
    const right = await runCli(['about', '--output', 'json'], { env: govc });
    expect(right).toMatchObject({ exitCode: 0, stderr: '' });
    const wrong = await runCli(['about'], { env: { ...govc, GOVC_USERNAME: 'root' } });
    expect(wrong.exitCode).toBe(7);
    expect(wrong.stdout + wrong.stderr).not.toContain('hunter2');
  },
);
