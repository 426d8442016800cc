import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as Library from '../../src/index.ts';
import { isFault, isVsphereError, resume, VsphereError } from '../../src/index.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { startLab } from './lab.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { simulator, session } = await startLab();
const { connectOptions } = simulator;

/** Another copy of the package, as a program has that depends on it twice. The build is what runs. */
async function loadCopy(): Promise<typeof Library> {
  const folder = makeTempDir();
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(root, 'wsdl'), join(folder, 'wsdl'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return import(pathToFileURL(join(folder, 'dist', 'index.js')).href);
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('errors of another copy of the package', () => {
  it('are known by the guards of this one, and the other way round', async () => {
    const copy = await loadCopy();
    const theirs = await errorOf(copy.connect({ ...connectOptions, password: 'wrong' }));
    expect(theirs).not.toBeInstanceOf(VsphereError);
    expect(theirs).toBeInstanceOf(copy.VsphereError);
    expect(isVsphereError(theirs)).toBe(true);
    expect(isVsphereError(theirs, 'LOGIN_FAILED')).toBe(true);
    expect(isVsphereError(theirs, 'LOCKED')).toBe(false);
    expect(isFault(theirs)).toBe(true);
    expect(isFault(theirs, 'InvalidLogin')).toBe(true);
    expect(isFault(theirs, 'InvalidPowerState')).toBe(false);
    const ours = await errorOf(resume(session, '/nope', { state: makeTempDir() }));
    expect(copy.isVsphereError(ours, 'FILE_UNREADABLE')).toBe(true);
    expect(copy.isFault(ours)).toBe(false);
  });

  it('and its sessions serve here', async () => {
    const copy = await loadCopy();
    const theirs = await copy.connect(connectOptions);
    const { select } = await import('../../src/index.ts');
    expect(await select(theirs, 'web01')).toMatchObject([{ name: 'web01' }]);
    await theirs.logout();
  });
});

it('no other value is one', () => {
  const brand = Symbol.for('vhv.VsphereError');
  const others = [
    undefined,
    null,
    'LOCKED',
    { code: 'LOCKED', [brand]: true },
    new Error('no'),
    Object.assign(new Error('no'), { code: 'LOCKED', fault: { type: 'InvalidLogin' } }),
  ];
  for (const other of others) {
    expect(isVsphereError(other)).toBe(false);
    expect(isFault(other, 'InvalidLogin')).toBe(false);
  }
});

describe('a file that cannot be read', () => {
  it.each(['/nope', '/dev/null/nope', '\0', '/'])(
    '%j: what failed, why, and a remedy',
    async (path) => {
      const error = await errorOf(resume(session, path, { state: makeTempDir() }));
      expect(error).toMatchObject({
        code: 'FILE_UNREADABLE',
        path,
        message: expect.stringMatching(
          / cannot be read: .+\. Fix: name a file that this user may read$/,
        ),
      });
    },
  );
});
