import { expect } from 'vitest';
import { bin, start } from '../../helpers/processes.ts';
import type { Strict } from './strict.ts';

/** Starts the CLI and kills it as soon as the server has accepted a call of a method. Tasks are quick from there on. */
export async function killedAt(
  method: string,
  strict: Strict,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<void> {
  const { child, ended } = start(process.execPath, [bin, ...args], env);
  await strict.accepts(method);
  child.kill('SIGKILL');
  expect(await ended).toMatchObject({ signal: 'SIGKILL' });
  await strict.options({ task: '50ms' });
}
