import { execFileSync, type StdioOptions } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { peersDir } from './peers-dir.ts';

const source = (name: string): string =>
  fileURLToPath(new URL(`../python/${name}`, import.meta.url));
const requirements = source('requirements.txt');
const collections = source('collections.txt');
const venv = `${peersDir}/python`;
/** A copy of what was installed: written last, so that half a venv is never taken for a whole one. */
const installed = `${venv}/installed.txt`;
const stdio: StdioOptions = ['ignore', 'inherit', 'inherit'];

function wanted(): string {
  return [requirements, collections].map((file) => readFileSync(file, 'utf8')).join('');
}

function python(...args: readonly string[]): void {
  execFileSync(`${venv}/bin/python3`, args, { stdio });
}

function pip(command: string, ...args: readonly string[]): void {
  python('-m', 'pip', command, '--quiet', '--disable-pip-version-check', ...args);
}

/** Makes the virtual environment that pyVmomi and Ansible run in, unless it is there already. */
export function buildPython(): void {
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted()) {
    return;
  }
  rmSync(venv, { recursive: true, force: true });
  try {
    execFileSync('python3', ['-m', 'venv', venv], { stdio });
  } catch (error) {
    throw new Error(
      'the interop tests need python3 with its venv module: pyVmomi is one of the peers',
      {
        cause: error,
      },
    );
  }
  pip('install', '-r', requirements);
  // Installed as a whole, the wheel would leave 21,488 files of 211 MB.
  const wheels = `${venv}/wheels`;
  pip('download', '--no-deps', '--dest', wheels, '-r', collections);
  python(source('unpack_collections.py'), wheels, `${venv}/collections`);
  rmSync(wheels, { recursive: true });
  writeFileSync(installed, wanted());
}
