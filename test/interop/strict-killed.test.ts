import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { killedAt } from './helpers/killed-run.ts';
import { type Finished, vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

const vm = 'DC0_H0_VM0';
const path = `/DC0/vm/${vm}`;

let strict: Strict;
let env: Record<string, string>;
let journal: string;
beforeEach(async () => {
  strict = await Strict.start('-host', '0', '-vm', '2', '-off=false', '-task', '1s');
  const folder = makeTempDir();
  env = { ...strict.env, XDG_STATE_HOME: folder };
  journal = join(folder, 'run.jsonl');
});
afterEach(() => strict[Symbol.asyncDispose]());

const run = (...args: readonly string[]): Promise<Finished> => vhv(env, args);
const lastLines = ({ stderr }: Finished): string[] => stderr.trimEnd().split('\n').slice(-3);

/** A run whose process is killed once the server has accepted a call, and whose task has ended since. */
function killAt(method: string): Promise<void> {
  const words = ['enable', vm, '--power-cycle', 'soft', '--yes', '--journal', journal];
  return killedAt(method, strict, env, words);
}

it('a rollback of a run that has begun nothing seals it: no resume makes the change', async () => {
  await killAt('CheckVmConfig_Task');
  const back = await run('rollback', journal, '--power-cycle', 'soft', '--yes');
  expect(back.exitCode).toBe(0);
  expect(back.stderr).toContain(`${path}: that run has begun nothing on it`);
  const resumed = await run('resume', journal, '--yes');
  expect(await strict.writes()).toEqual([]);
  expect(resumed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('rolled back') });
  expect(await run('resume', '--yes')).toMatchObject({ stderr: expect.not.stringContaining(vm) });
  expect(await strict.writes()).toEqual([]);
});

it.each(['resume', 'rollback'])(
  'a %s whose only server is down names the VM that is off',
  async (command) => {
    await killAt('ReconfigVM_Task');
    await strict.kill();
    const ran = await run(command, journal, '--yes');
    expect(lastLines(ran).join('\n')).toMatch(
      new RegExp(`${path} .*by the journal (IS|may be) OFF, and ran before`),
    );
    expect(ran.exitCode).toBe(8);
  },
);

it('a journal with a bit that was flipped is refused, and as it was it is resumed', async () => {
  await killAt('ReconfigVM_Task');
  const text = readFileSync(journal, 'utf8');
  await strict.post('/counts/reset');
  for (const place of ['schema', 'startedAt', 'nestedHVEnabled', 'moRef', 'step', 'check']) {
    const at = text.lastIndexOf(`"${place}"`) + 2;
    expect(at).toBeGreaterThan(1);
    const bytes = Buffer.from(text);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(journal, bytes);
    const refused = await run('resume', journal, '--yes');
    expect({ place, ...refused }).toMatchObject({
      stderr: expect.stringMatching(/cannot be used: .+\. Fix: /),
      exitCode: 2,
    });
    expect(await strict.writes()).toEqual([]);
  }
  writeFileSync(journal, text);
  expect(await run('resume', journal, '--yes')).toMatchObject({ exitCode: 0 });
  expect(await strict.writes()).toEqual(['PowerOnMultiVM_Task']);
  expect(await strict.property(path, 'runtime.powerState')).toBe('poweredOn');
  expect(await strict.property(path, 'config.nestedHVEnabled')).toBe('true');
});
