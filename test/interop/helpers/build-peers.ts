import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildPython } from './build-python.ts';
import { peersDir } from './peers-dir.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds vcsim, strict, govc and types from the Go module beside this folder, our own CLI, and an environment for pyVmomi. */
export function setup(): void {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('the interop tests need Go: its peers are built from govmomi', {
      cause: error,
    });
  }
  execFileSync('go', ['build', '-o', `${peersDir}/`, './vcsim', './strict', './govc', './types'], {
    cwd: `${root}/test/interop/go`,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  buildPython();
}
