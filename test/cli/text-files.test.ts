import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { decodeText } from '../../src/cli/files/text-file.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { type Ran, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const password = 'pä55-wörd';
const guestPassword = 'gäst-wörd';
const user = 'jörg';
const mark = '\ufeff';

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** How editors and shells of Windows write a text that is the same to whoever reads it. */
const read: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a mark': (text) => Buffer.from(mark + crlf(text)),
  'UTF-16, little end first': (text) => Buffer.from(mark + crlf(text), 'utf16le'),
  'UTF-16, big end first': (text) => utf16be(mark + crlf(text)),
};
const refused: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8 with a second mark': (text) => Buffer.from(mark + mark + text),
  'UTF-8 with a mark at its end': (text) => Buffer.from(text + mark),
  'Latin-1': (text) => Buffer.from(text, 'latin1'),
  'UTF-16 without a mark': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16 that ends in half a letter': (text) =>
    Buffer.from(`${mark}${text}x`, 'utf16le').subarray(0, -1),
};

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  const host = { name: 'esx-1.test' };
  const runs = { power: 'poweredOn', tools: 'running', nestedHV: true } as const;
  const guestLogin = { user: 'root', password: guestPassword };
  const vms = [
    { name: 'büro', host: host.name },
    { name: 'guest', host: host.name, ...runs, guestLogin },
  ];
  const inventory = { datacenters: [{ name: 'DC', hosts: [host], vms }] };
  simulator = await startSimulator({ inventory, user, password });
  return () => simulator.close();
});
beforeEach(() => {
  folder = makeTempDir();
  simulator.requests.reset();
});

type Encode = (text: string) => Buffer;

interface Input {
  /** Runs a command that needs the text, which is given as these bytes. */
  readonly run: (encode: Encode) => Promise<Ran>;
  /** Whether the message names the file. It does not where a password may stand instead of a path. */
  readonly isNamed: boolean;
}

function put(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes, { mode: 0o600 });
  return path;
}

function env(more: Record<string, string | undefined> = {}): Record<string, string> {
  const all = {
    VHV_URL: simulator.url,
    VHV_USERNAME: user,
    VHV_PASSWORD: password,
    VHV_FINGERPRINT: simulator.fingerprint256,
    XDG_CONFIG_HOME: join(folder, 'config'),
    ...more,
  };
  return Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

const asked = { VHV_PASSWORD: undefined };
const about = ['about', '--output', 'json'];
const endpointsFile = (): string =>
  `# für alle\nendpoints:\n  - url: ${simulator.url}\n    username: ${user}\n    password: ${password}\n`;
const pin = (): string =>
  `# für alle\n${new URL(simulator.url).host} ${simulator.fingerprint256}\n`;

const inputs: Readonly<Record<string, Input>> = {
  '--password-file': {
    isNamed: true,
    run: (encode) =>
      runCli([...about, '--password-file', put('given', encode(`${password}\nmore\n`))], {
        env: env(asked),
      }),
  },
  VHV_PASSWORD_FILE: {
    isNamed: false,
    run: (encode) =>
      runCli(about, {
        env: env({ ...asked, VHV_PASSWORD_FILE: put('given', encode(`${password}\n`)) }),
      }),
  },
  'GOVC_PASSWORD that names a file': {
    isNamed: false,
    run: (encode) =>
      runCli(about, {
        env: env({ ...asked, GOVC_PASSWORD: put('given', encode(`${password}\n`)) }),
      }),
  },
  'GOVC_USERNAME that names a file': {
    isNamed: false,
    run: (encode) =>
      runCli(about, {
        env: env({ VHV_USERNAME: undefined, GOVC_USERNAME: put('given', encode(`${user}\n`)) }),
      }),
  },
  '--password-command': {
    isNamed: false,
    run: (encode) => {
      const script = `process.stdout.write(require('fs').readFileSync('${put('given', encode(`${password}\n`))}'))`;
      const command = `"${process.execPath}" -e "${script}"`;
      return runCli([...about, '--password-command', command], { env: env(asked) });
    },
  },
  'a password on stdin': {
    isNamed: false,
    run: (encode) =>
      runCli([...about, '--password-file', '-'], {
        env: env(asked),
        stdin: encode(`${password}\n`),
      }),
  },
  'the password of a guest': {
    isNamed: true,
    run: (encode) => {
      const path = put('given', encode(`${guestPassword}\n`));
      const guest = ['--guest-user', 'root', '--guest-password-file', path];
      return runCli(['verify', 'guest', ...guest], { env: env() });
    },
  },
  'selectors on stdin': {
    isNamed: false,
    run: (encode) =>
      runCli(['vms', '-', '--output', 'json'], { env: env(), stdin: encode('büro\n') }),
  },
  'a file of endpoints': {
    isNamed: true,
    run: (encode) =>
      runCli([...about, '--endpoints', put('given', encode(endpointsFile()))], {
        env: { VHV_FINGERPRINT: simulator.fingerprint256 },
      }),
  },
  'the password file of an endpoint': {
    isNamed: false,
    run: (encode) => {
      put('given', encode(`${password}\n`));
      const text = endpointsFile().replace(`password: ${password}`, 'passwordFile: given');
      return runCli([...about, '--endpoints', put('endpoints', Buffer.from(text))], {
        env: { VHV_FINGERPRINT: simulator.fingerprint256 },
      });
    },
  },
  'a fleet file': {
    isNamed: true,
    run: (encode) => {
      const text = 'rules:\n  - select: [büro]\n    nestedHVEnabled: off\n';
      return runCli(['drift', '-f', put('given', encode(text))], { env: env() });
    },
  },
  'an inventory': {
    isNamed: true,
    run: (encode) => {
      const text = JSON.stringify({
        datacenters: [
          { name: 'DC', hosts: [{ name: 'a.test' }], vms: [{ name: 'büro', host: 'a.test' }] },
        ],
      });
      return runCli(['vms', 'büro', '--url', `sim:${put('given', encode(text))}`]);
    },
  },
  'a plan': {
    isNamed: true,
    run: async (encode) => {
      const path = join(folder, 'plan');
      await runCli(['plan', 'büro', '--set', 'a.b=1', '--out', path], { env: env() });
      simulator.requests.reset();
      const text = readFileSync(path, 'utf8');
      return runCli(['apply', put('given', encode(text)), '--dry-run'], { env: env() });
    },
  },
  'known hosts': {
    isNamed: true,
    run: (encode) => {
      const known = { VHV_KNOWN_HOSTS: put('given', encode(pin())), VHV_FINGERPRINT: undefined };
      return runCli(about, { env: env(known) });
    },
  },
  "govc's known hosts": {
    isNamed: true,
    run: (encode) => {
      const known = {
        GOVC_TLS_KNOWN_HOSTS: put('given', encode(pin())),
        VHV_FINGERPRINT: undefined,
      };
      return runCli(about, { env: env(known) });
    },
  },
};

describe.each(Object.entries(inputs))('%s', (_, { run, isNamed }) => {
  it.each(Object.entries(read))('is read where it is %s', async (_how, encode) => {
    const ran = await run(encode);
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
  });

  it.each(Object.entries(refused))(
    'is refused by its place, before any login, where it is %s',
    async (_how, encode) => {
      const { exitCode, stderr } = await run(encode);
      expect(stderr).toMatch(/line \d+, column \d+ is (not UTF-(8|16)|a NUL|a byte order mark)/);
      expect(stderr).toContain('Fix: save it as UTF-8');
      expect(stderr.includes(join(folder, 'given'))).toBe(isNamed);
      expect(stderr).not.toMatch(/pä|wö|gä|\ufffd/);
      expect(exitCode).toBe(2);
      expect(simulator.requests.of('Login')).toBe(0);
    },
  );
});

test('the certificates of a PEM file are read whatever its comments are written in', async () => {
  const pem = `Aussteller: Büro\n${simulator.certificatePem}`;
  for (const encode of [...Object.values(read), (text: string) => Buffer.from(text, 'latin1')]) {
    const path = put('ca.pem', encode(pem));
    const ran = await runCli([...about, '--ca', path], {
      env: env({ VHV_FINGERPRINT: undefined }),
    });
    expect(ran, ran.stderr).toMatchObject({ exitCode: 0 });
  }
});

test.each([
  [[0x61, 0x0a, 0x62, 0xe9], 'line 2, column 2 is not UTF-8'],
  // A letter of two bytes counts as one column, and a letter that is cut off is bad where it starts.
  [[0xc3, 0xa4, 0xc3, 0x0a], 'line 1, column 2 is not UTF-8'],
  [[0xc3, 0xa4, 0xf0, 0x9f], 'line 1, column 2 is not UTF-8'],
  // Surrogates in UTF-8, overlong forms, a mark in the middle of another encoding.
  [[0x61, 0xed, 0xa0, 0x80], 'line 1, column 2 is not UTF-8'],
  [[0xc0, 0x80], 'line 1, column 1 is not UTF-8'],
  [[0x61, 0x00], 'line 1, column 2 is a NUL'],
  [[0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00, 0x00, 0xd8], 'line 2, column 1 is not UTF-16'],
  [[0xff, 0xfe, 0x00, 0x00, 0x61, 0x00, 0x00, 0x00], 'line 1, column 1 is a NUL'],
  [[0xfe, 0xff, 0x00, 0x61, 0x00], 'line 1, column 2 is not UTF-16'],
])('%j is no text: %s', (bytes, says) => {
  expect(() => decodeText(Buffer.from(bytes))).toThrow(says);
});

it.each(['\r', '\r\r\n', '\n'])('a password ends before %j', async (end) => {
  const path = put('pw', Buffer.from(password + end));
  const given = env({ VHV_PASSWORD: undefined });
  const ran = await runCli(['about', '--password-file', path], { env: given });
  expect(ran).toMatchObject({ exitCode: 0 });
});
