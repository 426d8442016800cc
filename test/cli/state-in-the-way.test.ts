import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { Fleet } from '../run/jobs/fleet.ts';

const linkNowhere = (path: string): void => symlinkSync('nowhere', path);
const file = (path: string): void => writeFileSync(path, '');

test.each([
  ['the state folder is a link that leads nowhere', '', linkNowhere],
  ['the lock folder is a link that leads nowhere', 'vhv/locks', linkNowhere],
  ['the lock folder is a file', 'vhv/locks', file],
  ['the folder of journals is a file', 'vhv/journals', file],
])('if %s, the error says what is in the way', async (_, name, put) => {
  const fleet = await Fleet.start([{ name: 'a', host: 'esx-01' }]);
  const home = join(makeTempDir(), 'state');
  const path = join(home, name);
  if (name !== '') {
    mkdirSync(join(home, 'vhv'), { recursive: true });
  }
  put(path);
  const journal = name === 'vhv/locks' ? ['--journal', join(makeTempDir(), 'journal')] : [];
  const env = { ...envOf(fleet.simulator), XDG_STATE_HOME: home };
  const ran = await runCli(['enable', 'a', '--yes', ...journal], { env });
  expect(ran.exitCode).toBe(2);
  expect(ran.stderr).not.toContain('mkdir');
  expect(ran.stderr).toContain(path);
  expect(ran.stderr).toMatch(/is in the way|not a folder|no folder/);
  expect(fleet.simulator.requests.of('ReconfigVM_Task')).toBe(0);
});
