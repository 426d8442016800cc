import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where the built peers are. */
export const peersDir = fileURLToPath(
  new URL('../../../node_modules/.cache/vhv-peers', import.meta.url),
);

/** Builds vcsim and govc from the Go module beside this folder, and our own CLI. */
export function setup(): void {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('the interop tests need Go: its peers are built from govmomi', {
      cause: error,
    });
  }
  execFileSync('go', ['build', '-o', `${peersDir}/`, './vcsim', './govc'], {
    cwd: `${root}/test/interop/go`,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
