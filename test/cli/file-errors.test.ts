import { mkdirSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { explain } from '../../src/cli/connection/explain.ts';
import {
  cannotListen,
  cannotRead,
  cannotWrite,
  whySecretUnreadable,
} from '../../src/cli/files/system-error.ts';
import { StateError } from '../../src/nested/run/state-error.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, type Ran, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

let lab: Simulator;
let folder: string;

beforeAll(async () => {
  lab = await startSimulator();
});

afterAll(() => lab.close());

beforeEach(() => {
  folder = makeTempDir();
  lab.requests.reset();
});

function vhv(...args: readonly string[]): Promise<Ran> {
  const env = { ...envOf(lab), XDG_STATE_HOME: join(folder, 'state') };
  return runCli(
    args.map((word) => word.replace('$DIR', folder)),
    { env },
  );
}

describe('a file', () => {
  beforeEach(() => {
    writeFileSync(join(folder, 'lab.plan'), 'no plan\n');
    mkdirSync(join(folder, 'sub'));
  });

  it.each([
    {
      what: 'is not there, and one has nearly its name',
      args: ['apply', '$DIR/lab.plna'],
      says: "lab.plna cannot be read: there is no such file; did you mean '$DIR/lab.plan'?",
    },
    {
      what: 'is a folder',
      args: ['rollback', '$DIR/sub'],
      says: '$DIR/sub cannot be read: it is a folder: name a file',
    },
    {
      what: 'has a file for a folder',
      args: ['drift', '-f', '$DIR/lab.plan/x'],
      says: '$DIR/lab.plan is no folder: look at the path',
    },
    {
      what: 'is no plan, which counts more than that nobody can be asked',
      args: ['apply', '$DIR/lab.plan'],
      says: 'lab.plan cannot be used: line 1 is not JSON. Fix: restore the file from a copy',
    },
    {
      what: 'is no journal, which counts more than that nobody can be asked',
      args: ['resume', '$DIR/lab.plan'],
      says: 'lab.plan cannot be used: line 1 is not JSON. Fix: restore the file from a copy',
    },
    {
      what: 'that a plan is to be written to is there',
      args: ['plan', 'hv-01', '--out', '$DIR/lab.plan'],
      says: '--out $DIR/lab.plan cannot be written: it is there already: name another file, or remove it',
    },
    {
      what: 'that a plan is to be written to has no folder',
      args: ['plan', 'hv-01', '--out', '$DIR/none/lab.plan'],
      says: 'cannot be written: there is no folder $DIR/none: make it first',
    },
    {
      what: 'that a journal is to be written to is there',
      args: ['enable', 'hv-01', '--yes', '--journal', '$DIR/lab.plan'],
      says: '--journal $DIR/lab.plan cannot be written: it is there already',
    },
    {
      what: 'that a journal is to be written to is a folder',
      args: ['enable', 'hv-01', '--yes', '--journal', '$DIR/sub'],
      says: '--journal $DIR/sub cannot be written: it is a folder: name a file',
    },
    {
      what: 'that a page is to be written to has no folder',
      args: ['report', '--html', '$DIR/none/page.html'],
      says: 'cannot be written: there is no folder $DIR/none: make it first',
    },
    {
      what: 'that names a password is not there',
      args: ['about', '--password-file', '$DIR/pass'],
      says: '--password-file $DIR/pass gives no password: there is no such file',
    },
    {
      what: 'that the simulator reads is not there',
      args: ['simulate', '--inventory', '$DIR/lab.json'],
      says: 'lab.json cannot be read: there is no such file',
    },
    {
      what: 'for its certificate is a folder',
      args: ['simulate', '--cert-out', '$DIR/sub'],
      says: '--cert-out $DIR/sub cannot be written: it is a folder',
    },
  ])('that $what is told with a remedy, and no server is asked', async ({ args, says }) => {
    const { exitCode, stderr, stdout } = await vhv(...args);
    expect(stderr).toContain(says.replaceAll('$DIR', folder));
    // The folder's name is made by chance, and can look like a code.
    expect(stderr.replaceAll(folder, '')).not.toMatch(/E[A-Z]{4,}/);
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: '' });
    expect(lab.requests.of('Login')).toBe(0);
  });
});

test('what the user may not do is told as that', () => {
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  expect(cannotRead('/root/p', denied, '--ca').message).toBe(
    '--ca /root/p cannot be read: this user may not read it: give it the right (chmod), or name a copy',
  );
  expect(cannotWrite('/root/p', denied).message).toBe(
    '/root/p cannot be written: this user may not write there: name a file in a folder of yours',
  );
  expect((cannotListen(443, denied) as Error).message).toContain('name a port from 1024 on');
});

/** Every error that the system has, as Node throws it. */
const systemErrors = Object.entries(constants.errno).map(([code, errno]) =>
  Object.assign(new Error(`${code}: the words of the system, open '/x'`), {
    code,
    errno: -errno,
    syscall: 'open',
  }),
);

test.each(systemErrors.map((error) => [error.code, error] as const))(
  '%s is told in words or by its code, and never in the words of the system',
  (_, error) => {
    const told = [
      cannotRead('/x', error).message,
      cannotWrite('/x', error).message,
      whySecretUnreadable(error),
      (cannotListen(1, error) as Error).message,
      explain(error),
      explain(Object.assign(error, { path: '/x' })),
      new StateError('journal', '/x', error).problem,
    ];
    for (const text of told) {
      expect(text).not.toContain('the words of the system');
      expect(text.replace(`the system refuses it (${error.code})`, '')).not.toContain(error.code);
    }
  },
);

test('what no table knows is told by its code', () => {
  const strange = Object.assign(new Error('EDOM: domain error, read'), { code: 'EDOM' });
  expect(cannotRead('/x', strange).message).toBe('/x cannot be read: the system refuses it (EDOM)');
  expect(cannotListen(1, strange)).toMatchObject({
    message: '--port 1 cannot be had: the system refuses it (EDOM)',
  });
});

test('a port that is in use is told with its number', async () => {
  const { port } = new URL(lab.url);
  const ran = await vhv('simulate', '--port', port);
  expect(ran).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(
      `--port ${port} cannot be had: another program listens on it: name another port, or 0`,
    ),
  });
});

test('a plan is read before anybody is missed who could agree to it', async () => {
  await vhv('plan', 'hv-01', '--out', '$DIR/lab.plan');
  const ran = await vhv('apply', '$DIR/lab.plan');
  expect(ran.stderr).toContain('nobody can be asked here, as this is no terminal: say --yes');
});

test('vhv cert --trust without a terminal names no flag that it does not take', async () => {
  const env = { ...envOf(lab), HOME: folder };
  const { exitCode, stderr } = await runCli(['cert', '--trust'], { env });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('say --yes to change, or leave --trust out to look');
  expect(stderr).not.toContain('--dry-run');
});

test('vhv resume has no journal of its own', async () => {
  const ran = await vhv('resume', '$DIR/a', '--journal', '$DIR/b');
  expect(ran).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('leave --journal out'),
  });
});
