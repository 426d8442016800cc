import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { bin, start } from '../../helpers/processes.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { type Finished, vhv } from './run.ts';
import { Strict } from './strict.ts';

export const vm = 'DC0_H0_VM0';
export const path = `/DC0/vm/${vm}`;
export const enable = ['enable', vm, '--power-cycle', 'soft', '--yes'];

export interface RunningVm {
  readonly strict: Strict;
  readonly journal: string;
  readonly run: (...args: readonly string[]) => Promise<Finished>;
  /**
   * Starts a command with its journal, and kills it as soon as the server has accepted a call of a method. Tasks are quick from there on.
   */
  readonly killAt: (method: string, args?: readonly string[]) => Promise<void>;
}

/** Starts a strict server with a VM that runs, and a state folder for runs on it. Both end with the test. */
export async function runningVm(): Promise<RunningVm> {
  const strict = await Strict.start('-host', '0', '-vm', '2', '-off=false', '-task', '1s');
  onTestFinished(() => strict[Symbol.asyncDispose]());
  const folder = makeTempDir();
  const env = { ...strict.env, XDG_STATE_HOME: folder };
  const journal = join(folder, 'run.jsonl');
  return {
    strict,
    journal,
    run: (...args) => vhv(env, args),
    async killAt(method, args = enable) {
      const words = [bin, ...args, '--journal', journal];
      const { child, ended } = start(process.execPath, words, env);
      await strict.accepts(method);
      child.kill('SIGKILL');
      expect(await ended).toMatchObject({ signal: 'SIGKILL' });
      await strict.options({ task: '50ms' });
    },
  };
}
