import { expect, test } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf, jsonOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

interface Row {
  readonly setting: string;
  readonly value: string;
  readonly from: string;
}

async function settings(args: readonly string[], env: Record<string, string> = {}) {
  const ran = await runCli(['env', '--output', 'json', ...args], {
    env: { XDG_STATE_HOME: '', ...env },
  });
  const rows = jsonOf<Row[]>(ran).map(({ setting, value, from }) => [setting, `${value} ${from}`]);
  return { ...ran, rows: Object.fromEntries(rows) as Record<string, string> };
}

const nothingSet = {
  url: '- not set',
  username: '- not set',
  password: '(asked for) not set',
  trust: "Node's authorities default",
  'TLS at least': '1.2 default',
  proxy: 'none not set',
  'requests at once': '32 default',
  endpoints: '- not set',
  'known hosts': '- not set',
  'session reuse': 'no default',
  'guest password': '- not set',
  'journals, locks and sessions': '- not set',
};

test('without a server every setting is told all the same, and how to name one', async () => {
  const { exitCode, rows, stderr } = await settings([]);
  expect(exitCode).toBe(0);
  expect(rows).toStrictEqual(nothingSet);
  expect(stderr).toContain('no server is named. Give --url vc.example.com or set VHV_URL');
});

test('without a server the variables count that would count with one', async () => {
  const folder = makeTempDir();
  const { rows, stdout } = await settings(['--tls-min', '1.0'], {
    VHV_USERNAME: 'me',
    GOVC_PASSWORD: 's3cret',
    HTTPS_PROXY: 'http://proxy.test:3128',
    VHV_GUEST_PASSWORD: 'gu3st',
    HOME: folder,
  });
  expect(rows).toStrictEqual({
    ...nothingSet,
    username: 'me VHV_USERNAME',
    password: '(set) GOVC_PASSWORD',
    'TLS at least': '1.0 --tls-min',
    proxy: 'proxy.test:3128 HTTPS_PROXY',
    'guest password': '(set) VHV_GUEST_PASSWORD',
    'known hosts': `${folder}/.config/vhv/known_hosts default`,
    'journals, locks and sessions': `${folder}/.local/state/vhv HOME`,
  });
  expect(stdout).not.toMatch(/s3cret|gu3st/);
});

test('of the embedded simulator nothing is said to be asked for', async () => {
  const env = { VHV_USERNAME: 'me', VHV_PASSWORD: 's3cret', VHV_CA: '/some/ca.pem' };
  const { rows } = await settings(['--url', 'sim:'], env);
  const own = "(the simulator's own) sim:";
  expect(rows).toMatchObject({ url: 'sim: --url', username: own, password: own, trust: own });
});

test("govc's client certificate is said not to be used", async () => {
  await using lab = await startSimulator();
  const env = { ...envOf(lab), GOVC_CERTIFICATE: '/c.pem', GOVC_PRIVATE_KEY: '/k.pem' };
  const says = 'vhv: not used: GOVC_CERTIFICATE, GOVC_PRIVATE_KEY (a client certificate)';
  const ran = await runCli(['about'], { env });
  expect(ran.exitCode).toBe(0);
  expect(ran.stderr.split(says)).toHaveLength(2);
  expect((await runCli(['about', '--quiet'], { env })).stderr).toBe('');
  expect((await settings([], env)).rows['client certificate']).toBe(
    'not used GOVC_CERTIFICATE, GOVC_PRIVATE_KEY',
  );
});
