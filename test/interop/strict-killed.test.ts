import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { path, type RunningVm, runningVm, vm } from './helpers/killed-run.ts';
import type { Finished } from './helpers/run.ts';

let strict: RunningVm['strict'];
let journal: string;
let run: RunningVm['run'];
let killAt: RunningVm['killAt'];
beforeEach(async () => {
  ({ strict, journal, run, killAt } = await runningVm());
});

const lastLines = ({ stderr }: Finished): string[] => stderr.trimEnd().split('\n').slice(-3);

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
