import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { differences } from '../contract/differences.ts';

const folder = fileURLToPath(new URL('../contract/', import.meta.url));

/** The names that the suite asks for: a name that is not in the table does not compile. */
async function namesInUse(): Promise<Set<string>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(`${folder}${file}`, 'utf8')));
  const calls = texts.flatMap((text) => [...text.matchAll(/\banswer\(\s*target,\s*'([^']+)'/g)]);
  return new Set(calls.map(([, name = '']) => name));
}

it('every difference between vcsim and real servers is asserted by the suite', async () => {
  expect(await namesInUse()).toEqual(new Set(Object.keys(differences)));
});
