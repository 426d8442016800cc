import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectTypeOf, it } from 'vitest';
import {
  failureCodes,
  isVsphereError,
  type LockedError,
  type VsphereError,
} from '../../src/index.ts';
import { errorCodes } from '../../src/library/error-codes.ts';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

/** The codes that the files of a folder give to errors. */
function codesIn(folder: string, isWanted: (path: string) => boolean): string[] {
  const given =
    /(?:new \w*Error\(|notNow\(\w+,)\s*'([A-Z_]{4,})'|\bsuper\([^;]*?'([A-Z_]{4,})'|code = '([A-Z_]+)'/g;
  return readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && isWanted(path))
    .flatMap((path) => [...readFileSync(join(source, path), 'utf8').matchAll(given)])
    .flatMap(([, one, other, third]) => one ?? other ?? third ?? []);
}

const isDriving = (path: string): boolean =>
  /^nested\/run\/(drive|jobs)\/|\/outcome\.ts$/.test(path);

it('each code that a run gives an outcome by itself is in the table, and no other', () => {
  const given = codesIn('nested/run', isDriving);
  expect(new Set(given)).toStrictEqual(new Set(Object.keys(failureCodes)));
});

it('each code of an error is in the table, and no other', () => {
  const thrown = ['errors', 'soap', 'vim25', 'vsphere', 'library', 'nested'].flatMap((folder) =>
    codesIn(folder, (path) => !isDriving(path)),
  );
  expect(new Set(thrown)).toStrictEqual(new Set(Object.keys(errorCodes)));
});

it('the guard takes codes that there are, and narrows by them', () => {
  const error: unknown = new Error('no');
  // @ts-expect-error: no error has this code
  expect(isVsphereError(error, 'LOKED')).toBe(false);
  if (isVsphereError(error, 'LOCKED')) {
    expectTypeOf(error).toExtend<LockedError>();
    expectTypeOf(error.code).toEqualTypeOf<'LOCKED'>();
  }
  if (isVsphereError(error)) {
    expectTypeOf(error).toExtend<VsphereError>();
    if (error.code === 'LOCKED') {
      expectTypeOf(error.vms).toEqualTypeOf<LockedError['vms']>();
    }
  }
});
