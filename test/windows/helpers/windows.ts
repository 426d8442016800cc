import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Simulator } from '../../../src/simulator/index.ts';
import { bin } from '../../helpers/processes.ts';
import { nodeExe, wineEnv, winePrefix } from './wine.ts';

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The name of a file for a Windows program: Wine's drive Z: is the root of this machine, and C: lies in its prefix. */
export function windowsPath(path: string): string {
  const driveC = `${winePrefix}/drive_c/`;
  const [drive, rest] = path.startsWith(driveC)
    ? ['C:\\', path.slice(driveC.length)]
    : ['Z:', path];
  return drive + rest.replaceAll('/', '\\');
}

/** The file of this machine that a Windows program names by its drive. */
export function ownPath(path: string): string {
  return path.replace('C:', `${winePrefix}/drive_c`).replace('Z:', '').replaceAll('\\', '/');
}

/** A folder on drive C: with a space and a letter beyond ASCII in its path, gone with the test. */
export function makeWindowsFolder(): string {
  const parent = `${winePrefix}/drive_c/vhv tests é`;
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'run '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment that finds a simulator, with the state and the settings of vhv in a folder. */
export function windowsEnv(
  { url, user, password, fingerprint256 }: Simulator,
  folder: string,
): Record<string, string> {
  return {
    VHV_URL: url,
    VHV_USERNAME: user,
    VHV_PASSWORD: password,
    VHV_FINGERPRINT: fingerprint256,
    XDG_STATE_HOME: windowsPath(folder),
    XDG_CONFIG_HOME: windowsPath(folder),
  };
}

export interface Running {
  readonly child: ChildProcess;
  /** The file that its stdout goes to. */
  readonly stdout: string;
  readonly ended: Promise<Ended>;
}

/** Starts vhv under Node for Windows. Its output goes to files: a Windows program cannot write into pipes of this machine. */
export function startWindows(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  const folder = makeWindowsFolder();
  const files = ['stdout', 'stderr'].map((name) => join(folder, name));
  const [stdout = -1, stderr = -1] = files.map((file) => openSync(file, 'w'));
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('wine', [nodeExe, windowsPath(bin), ...args], {
    env: { PATH, HOME, ...wineEnv, ...env },
    stdio: ['ignore', stdout, stderr],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const ended = once(child, 'exit').then(([exitCode]) => {
    closeSync(stdout);
    closeSync(stderr);
    const [out = '', err = ''] = files.map((file) => readFileSync(file, 'utf8'));
    return { exitCode: exitCode as number | null, stdout: out, stderr: err };
  });
  return { child, stdout: files[0] ?? '', ended };
}

/** Runs vhv under Node for Windows to its end. */
export function windows(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return startWindows(args, env).ended;
}
