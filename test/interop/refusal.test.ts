import { describe, expect, it } from 'vitest';
import { vhv } from './helpers/run.ts';
import { Vcsim } from './helpers/vcsim.ts';

const vm = 'DC0_C0_RP0_VM0';

describe('a connection that must not be', () => {
  it('tries a wrong password once and exits 7', async () => {
    await using vcsim = await Vcsim.start();
    const env = { ...vcsim.env, VHV_PASSWORD: 'not-the-password' };
    const refused = await vhv(env, ['about']);
    expect(refused).toMatchObject({ exitCode: 7, stderr: expect.stringContaining('InvalidLogin') });
    expect(refused.stderr).not.toContain('not-the-password');
    expect((await vcsim.counts())['Login']).toBe(1);
  });

  it('refuses a self-signed certificate with exit 7 and tells the SHA-256 to pin', async () => {
    await using vcsim = await Vcsim.start();
    const { VHV_FINGERPRINT: fingerprint, ...env } = vcsim.env;
    const refused = await vhv(env, ['about']);
    expect(refused).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining(fingerprint),
    });
    expect(await vcsim.counts()).toEqual({ total: 0 });
  });

  it('sends nothing to a server whose certificate is not the pinned one', async () => {
    await using vcsim = await Vcsim.start();
    const env = { ...vcsim.env, VHV_FINGERPRINT: 'AB'.repeat(32) };
    expect(await vhv(env, ['about'])).toMatchObject({ exitCode: 7 });
    expect(await vcsim.counts()).toEqual({ total: 0 });
  });

  it('takes a CA instead of a pin', async () => {
    await using vcsim = await Vcsim.start();
    const { VHV_FINGERPRINT: _, ...env } = vcsim.env;
    const { mkdtemp, writeFile } = await import('node:fs/promises');
    const dir = await mkdtemp('/tmp/vhv-ca-');
    await writeFile(`${dir}/ca.pem`, vcsim.ready.caPem);
    expect(await vhv(env, ['about', '--ca', `${dir}/ca.pem`])).toMatchObject({ exitCode: 0 });
  });
});

describe('a command that must not write', () => {
  it('names an unknown VM, exits 2 and writes nothing', async () => {
    await using vcsim = await Vcsim.start();
    const refused = await vhv(vcsim.env, ['enable', vm, 'no-such-vm', '--yes']);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no-such-vm') });
    expect(await vcsim.counts()).not.toHaveProperty('ReconfigVM_Task');
  });

  it.each([
    { what: 'no selector', args: ['enable', '--yes'], stdin: '' },
    { what: 'an empty stdin', args: ['enable', '-', '--yes'], stdin: '\n \n' },
    { what: 'an empty selector', args: ['enable', '', '--yes'], stdin: '' },
    { what: 'nobody to ask', args: ['enable', vm], stdin: '' },
    { what: 'a shadowed key', args: ['enable', vm, '--set', 'numvcpus=4', '--yes'], stdin: '' },
  ])('sends nothing and exits 2 for $what', async ({ args, stdin }) => {
    await using vcsim = await Vcsim.start();
    expect(await vhv(vcsim.env, args, stdin)).toMatchObject({ exitCode: 2 });
    expect(await vcsim.counts()).toEqual({ total: 0 });
  });

  it('takes selectors from stdin, and --set does not swallow the VM after it', async () => {
    await using vcsim = await Vcsim.start();
    const piped = await vhv(vcsim.env, ['enable', '-', '--yes'], `${vm}\n\n`);
    expect(piped).toMatchObject({ exitCode: 0 });
    const args = ['enable', '--set', 'a.b=1', `/DC0/vm/${vm}`, '--yes', '--output', 'json'];
    expect(await vhv(vcsim.env, args)).toMatchObject({ exitCode: 0 });
    expect((await vcsim.counts())['ReconfigVM_Task']).toBe(2);
  });
});

describe('an answer that is lost', () => {
  it('is read after, and not sent again, where the work was done', async () => {
    await using vcsim = await Vcsim.start();
    await vcsim.post('/cut?method=ReconfigVM_Task&when=after&times=1');
    const done = await vhv(vcsim.env, ['enable', vm, '--yes']);
    expect(done).toMatchObject({ exitCode: 0 });
    expect((await vcsim.counts())['ReconfigVM_Task']).toBe(1);
    expect(await vcsim.property(`/DC0/vm/${vm}`, 'config.nestedHVEnabled')).toBe('true');
  });

  it('is sent once more where the VM has certainly not changed', async () => {
    await using vcsim = await Vcsim.start();
    await vcsim.post('/cut?method=ReconfigVM_Task&when=before&times=1');
    const done = await vhv(vcsim.env, ['enable', vm, '--yes']);
    expect(done).toMatchObject({ exitCode: 0 });
    expect((await vcsim.counts())['ReconfigVM_Task']).toBe(2);
  });

  it('ends the run with exit 8 where the server is gone, and nothing was sent twice', async () => {
    await using vcsim = await Vcsim.start('-delay', '200');
    const running = vhv(vcsim.env, ['enable', vm, '--yes']);
    await expect
      .poll(async () => (await vcsim.counts())['ReconfigVM_Task'], {
        timeout: 20_000,
        interval: 10,
      })
      .toBe(1);
    const before = await vcsim.requests('ReconfigVM_Task');
    await vcsim.kill();
    const ended = await running;
    expect(ended).toMatchObject({ exitCode: 8, stdout: expect.stringContaining('unknown') });
    expect(before).toHaveLength(1);
  });
});
