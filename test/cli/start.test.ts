import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

/** Tells on stderr of each file that is loaded; data URLs, as a hook that is a file would have to be built. */
const hook = `export async function load(url, context, next) {
  if (url.startsWith('file:')) process._rawDebug('loaded ' + url);
  return next(url, context);
}`;
const dataUrl = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))});`;

async function filesLoadedBy(...args: readonly string[]): Promise<string[]> {
  const run = promisify(execFile);
  const { stderr } = await run(process.execPath, ['--import', dataUrl(register), bin, ...args]);
  return [...stderr.matchAll(/^loaded .*\/(dist|node_modules)\/(.*)$/gm)].map(
    ([, , file = '']) => file,
  );
}

test('--version loads two files of ours and no package', async () => {
  expect(await filesLoadedBy('--version')).toEqual(['cli/bin.js', 'cli/version.js']);
});
