import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

let lab: Simulator;

beforeAll(async () => {
  lab = await startSimulator();
});

afterAll(() => lab.close());

it.each([
  { args: ['vms', 'hv-01', '--all'], says: '--all and the names of VMs contradict each other' },
  { args: ['hosts', 'options', 'get', 'No.Such'], says: "'vhv hosts options ls' lists them" },
])('vhv $args is refused', async ({ args, says }) => {
  const ran = await runCli(args, { env: envOf(lab) });
  expect(ran).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(says) });
});

it('a server that is not there is told with what to look at', async () => {
  const env = { ...envOf(lab), VHV_URL: 'nowhere.invalid' };
  const unknown = await runCli(['about'], { env });
  expect(unknown).toMatchObject({ exitCode: 8, stderr: expect.stringMatching(/spelling|DNS/) });
  const silent = await runCli(['about'], { env: { ...env, VHV_URL: '127.0.0.1:1' } });
  expect(silent.stderr).toContain('Nothing listens there: look at the address and the port');
});

it('a folder that cannot be made is told without the code of the system', async () => {
  const folder = `${makeTempDir()}/none/trace`;
  const ran = await runCli(['about', '--trace', folder], { env: envOf(lab) });
  expect(ran.stderr).toMatch(/there is no folder .*none: make it first/);
  expect(ran.stderr).not.toContain('ENOENT');
});

it('vhv session logout says where no session was left', async () => {
  const env = { ...envOf(lab), XDG_STATE_HOME: makeTempDir() };
  const ran = await runCli(['session', 'logout'], { env });
  expect(ran).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('no session was left'),
  });
});
