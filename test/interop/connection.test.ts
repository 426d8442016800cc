import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { peersDir } from './helpers/peers-dir.ts';
import { run, vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vhv-interop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it("reads the known-hosts file that govc's users have, and govc reads ours", async () => {
  await using vcsim = await Vcsim.start();
  const folder = makeFolder();
  const theirs = join(folder, 'theirs');
  writeFileSync(theirs, (await vcsim.govc('about.cert', '-k', '-thumbprint')).stdout);
  const env = {
    GOVC_URL: vcsim.ready.url.replace('https://', 'https://user:pass@'),
    HOME: folder,
  };
  expect(await vhv(env, ['about'])).toMatchObject({ exitCode: 7 });
  const known = await vhv({ ...env, GOVC_TLS_KNOWN_HOSTS: theirs }, ['about']);
  expect(known).toMatchObject({ exitCode: 0 });

  const ours = join(folder, 'ours');
  const trust = ['cert', '--trust', '--yes', '--known-hosts', ours];
  expect(await vhv(env, trust)).toMatchObject({ exitCode: 0 });
  expect(readFileSync(ours, 'utf8')).toContain(vcsim.ready.fingerprint256);
  const govc = (more: Record<string, string>) =>
    run(`${peersDir}/govc`, ['about'], { ...env, GOVC_PERSIST_SESSION: 'false', ...more });
  expect((await govc({})).exitCode).not.toBe(0);
  expect(await govc({ GOVC_TLS_KNOWN_HOSTS: ours })).toMatchObject({ exitCode: 0 });
  expect(await vcsim.sessions()).toBe(0);
});

it('leaves a session on vcsim, uses it again, and ends it', async () => {
  await using vcsim = await Vcsim.start();
  const env = { ...vcsim.env, XDG_STATE_HOME: makeFolder(), VHV_SESSION_REUSE: '1' };
  for (const args of [['about'], ['vms'], ['hosts']]) {
    expect(await vhv(env, args)).toMatchObject({ exitCode: 0 });
    expect(await vcsim.sessions()).toBe(1);
  }
  expect((await vcsim.counts())['Login']).toBe(1);
  expect(await vhv(env, ['session', 'logout'])).toMatchObject({ exitCode: 0 });
  expect(await vcsim.sessions()).toBe(0);
  expect(await vhv(env, ['about'])).toMatchObject({ exitCode: 0 });
  expect((await vcsim.counts())['Login']).toBe(2);
});
