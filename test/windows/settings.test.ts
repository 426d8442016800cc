import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { makeWindowsFolder, ownPath, windows, windowsEnv, windowsPath } from './helpers/windows.ts';

let lab: Simulator;
let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  lab = await startSimulator();
  folder = makeWindowsFolder();
  env = windowsEnv(lab, folder);
  return () => lab.close();
});

function without(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

it('a pinned certificate is known from then on, in known_hosts', async () => {
  const plain = without('VHV_FINGERPRINT');
  const refused = await windows(['about'], plain);
  expect(refused).toMatchObject({ exitCode: 7 });
  expect(await windows(['cert', '--trust', '--yes'], plain)).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(folder, 'vhv', 'known_hosts'))).toBe(true);
  expect(await windows(['about'], plain)).toMatchObject({ exitCode: 0 });
});

it('a session is left for the next command, and logged out', async () => {
  const kept = { ...env, VHV_SESSION_REUSE: 'true' };
  expect(await windows(['vms', '--all'], kept)).toMatchObject({ exitCode: 0 });
  const logins = lab.requests.of('Login');
  expect(await windows(['vms', '--all'], kept)).toMatchObject({ exitCode: 0 });
  expect(lab.requests.of('Login')).toBe(logins);
  const left = await windows(['session', 'ls', '--output', 'json'], kept);
  expect(JSON.parse(left.stdout).rows).toHaveLength(1);
  expect(await windows(['session', 'logout'], kept)).toMatchObject({ exitCode: 0 });
  expect(lab.requests.of('Logout')).toBe(1);
});

it('cmd.exe runs the command that prints the password', async () => {
  const args = ['about', '--password-command', `echo ${lab.password}`];
  expect(await windows(args, without('VHV_PASSWORD'))).toMatchObject({ exitCode: 0 });
  const failed = await windows(
    ['about', '--password-command', 'no-such-program'],
    without('VHV_PASSWORD'),
  );
  expect(failed.exitCode).toBe(2);
  expect(failed.stderr).toContain('--password-command');
});

const bom = '\uFEFF';

it.each([
  ['with CRLF', '', '\r\n'],
  ['with a byte order mark', bom, '\n'],
  ['with both', bom, '\r\n'],
])('files of endpoints, passwords and fleets are read %s', async (_, mark, end) => {
  const write = (name: string, lines: readonly string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, mark + lines.map((line) => line + end).join(''));
    return windowsPath(file);
  };
  const password = write('the password.txt', [lab.password]);
  const endpoints = write('end points.yaml', [
    'endpoints:',
    '  - name: lab',
    `    url: ${lab.url}`,
    `    username: ${lab.user}`,
    `    passwordFile: '${password}'`,
    `    fingerprint: '${lab.fingerprint256}'`,
  ]);
  const fleet = write('fleet.yaml', [
    'rules:',
    '  - name: nested',
    '    select: [hv-04]',
    '    nestedHVEnabled: on',
  ]);
  const named = without('VHV_URL', 'VHV_USERNAME', 'VHV_PASSWORD', 'VHV_FINGERPRINT');
  const args = ['--endpoints', endpoints];
  expect(await windows(['about', ...args], named)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await windows(['drift', '--file', fleet, ...args], named)).toMatchObject({ exitCode: 0 });
});

it('%LOCALAPPDATA% and %APPDATA% are where state and settings lie', async () => {
  const plain = without('XDG_STATE_HOME', 'XDG_CONFIG_HOME');
  const { exitCode, stderr } = await windows(['enable', 'hv-01', '--yes'], plain);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const [, journal = ''] = /journal: (.*\.jsonl)/.exec(stderr) ?? [];
  expect(journal).toMatch(/^C:\\users\\.*\\AppData\\Local\\vhv\\journals\\/i);
  expect(readFileSync(ownPath(journal), 'utf8')).toContain('vhv/journal');
});

it('a report is written to a path with a drive, and read as UTF-8', async () => {
  const file = join(folder, 'the report.html');
  const written = await windows(['report', '--all', '--html', windowsPath(file)], env);
  expect(written).toMatchObject({ exitCode: 0 });
  expect(readFileSync(file, 'utf8')).toContain('<!doctype html>');
});
