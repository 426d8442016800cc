import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Formats as the rest of the code is formatted, so that the generated files pass the same check. */
export function format(path, text) {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const options = ['check', '--write', '--linter-enabled=false', `--stdin-file-path=${path}`];
  const run = spawnSync(process.execPath, [biome, ...options], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    throw new Error(`biome could not format ${path}: ${run.stderr}`);
  }
  return run.stdout;
}
