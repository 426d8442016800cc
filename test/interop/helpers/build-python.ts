import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { peersDir } from './peers-dir.ts';

const requirements = fileURLToPath(new URL('../python/requirements.txt', import.meta.url));
const venv = `${peersDir}/python`;
/** A copy of the requirements that were installed: written last, so that half a venv is never taken for a whole one. */
const installed = `${venv}/requirements.txt`;

function isUpToDate(): boolean {
  return (
    existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8')
  );
}

/** Makes the virtual environment that python/client.py runs in, unless it is there already. */
export function buildPython(): void {
  if (isUpToDate()) {
    return;
  }
  const stdio = ['ignore', 'inherit', 'inherit'] as const;
  rmSync(venv, { recursive: true, force: true });
  try {
    execFileSync('python3', ['-m', 'venv', venv], { stdio: [...stdio] });
  } catch (error) {
    throw new Error(
      'the interop tests need python3 with its venv module: pyVmomi is one of the peers',
      {
        cause: error,
      },
    );
  }
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    requirements,
  ];
  execFileSync(`${venv}/bin/python3`, pip, { stdio: [...stdio] });
  writeFileSync(installed, readFileSync(requirements));
}
