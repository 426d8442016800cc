import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import { jobOf, vmKey } from '../../src/nested/apply/job.ts';
import { JournalFile } from '../../src/nested/journal/journal-file.ts';
import { formatPlanFile, readPlanFile } from '../../src/nested/journal/plan-file.ts';
import { readJournal } from '../../src/nested/journal/read-journal.ts';
import { DamagedFileError } from '../../src/nested/journal/sealed-lines.ts';
import { planVm, type VmPlan } from '../../src/nested/plan/plan.ts';
import { vmFacts } from '../helpers/facts.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const turnOn = { nestedHVEnabled: true, extraConfig: {} };

/** Names of more than one byte a letter: where bytes and letters are mixed up, these tell. */
const plans: readonly VmPlan[] = ['vm-1', 'vm-2'].map((value) =>
  planVm(
    vmFacts({ moRef: { type: 'VirtualMachine', value }, name: `größe-東京-${value}` }),
    turnOn,
  ),
);
const jobs = plans.map(jobOf);
const [first = ''] = plans.map(({ facts }) => vmKey(facts));

/** A journal with a step of its first VM, and an outcome whose last letters are not ASCII. */
async function writeJournal(seals: boolean): Promise<string> {
  const path = join(makeTempDir(), 'journal');
  await using journal = await JournalFile.create(path, 'vhv enable größe', jobs);
  await journal.append({ kind: 'step', vm: first, step: 'reconfigure' });
  const error = { code: 'X', message: 'größe 東京' };
  await journal.append({ kind: 'outcome', vm: first, outcome: 'failed', error });
  if (seals) {
    await journal.seal();
  }
  return path;
}

const read = async (path: string) => readJournal(path, await readFile(path, 'utf8'));

describe('a journal whose last line was being written when all stopped', () => {
  it('is read without it, and goes on after what is whole, wherever it was cut', async () => {
    const path = await writeJournal(false);
    const whole = await readFile(path);
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    expect(whole.length - lastLine).toBeGreaterThan(50);
    for (let length = lastLine; length < whole.length; length += 1) {
      await writeFile(path, whole.subarray(0, length));
      const { vms } = await read(path);
      expect(vms[0], `${length}`).toMatchObject({ steps: ['reconfigure'], outcome: undefined });
      {
        await using journal = await JournalFile.reopen(path);
        await journal.append({ kind: 'outcome', vm: first, outcome: 'changed' });
        await journal.seal();
      }
      const after = await read(path);
      expect(after.isSealed).toBe(true);
      expect(after.vms[0], `${length}`).toMatchObject({ outcome: 'changed' });
    }
  });

  it('that was cut while the VMs were written down has begun nothing, and says so', async () => {
    const path = await writeJournal(false);
    const text = await readFile(path, 'utf8');
    const [header, vm] = text.split('\n');
    const message = /names 1 of 2 VMs.*Nothing was begun/;
    await expect(readJournal(path, `${header}\n${vm}\n`)).rejects.toThrow(message);
    await expect(readJournal(path, '')).rejects.toThrow(DamagedFileError);
  });
});

describe('a journal that was damaged', () => {
  it('in the middle is not used', async () => {
    const path = await writeJournal(false);
    const lines = (await readFile(path, 'utf8')).split('\n');
    const cut = lines.map((line, index) => (index === 2 ? line.slice(0, -5) : line)).join('\n');
    await writeFile(path, cut);
    await expect(read(path)).rejects.toThrow(/damaged: line 3/);
    await expect(JournalFile.reopen(path)).rejects.toThrow(DamagedFileError);
    expect(await readFile(path, 'utf8')).toBe(cut);
  });

  it('with a letter that is none is goes on at the right byte', async () => {
    const path = await writeJournal(false);
    const bytes = await readFile(path);
    // Half of a letter of two bytes: read as a replacement character, which has three.
    bytes[bytes.indexOf('ö') + 1] = 0x78;
    await writeFile(path, bytes);
    await using journal = await JournalFile.reopen(path);
    await journal.append({ kind: 'outcome', vm: first, outcome: 'changed' });
    const now = await readFile(path);
    expect(now.subarray(0, bytes.length).equals(bytes)).toBe(true);
    expect(now.includes(0)).toBe(false);
  });

  it('of another version, or that is no journal, is not used', async () => {
    const path = await writeJournal(false);
    const text = await readFile(path, 'utf8');
    for (const other of [
      text.replace('vhv/journal/1', 'vhv/journal/2'),
      text.replace('"kind":"journal"', '"kind":"diary"'),
      text.replace('"step":"reconfigure"', '"step":"repaint"'),
      text.replace(`"vm":"${first}"`, '"vm":"https://vc.example.com#vm-99"'),
      'not a journal\n',
    ]) {
      await expect(readJournal(path, other), other.slice(0, 80)).rejects.toThrow(DamagedFileError);
    }
  });

  it('after it was sealed is not used, whichever byte was changed', async () => {
    const path = await writeJournal(true);
    const bytes = await readFile(path);
    expect((await readJournal(path, bytes.toString())).isSealed).toBe(true);
    // But for the very last, the end of the line: without it the trailer counts as torn, and nothing is lost.
    for (let place = 0; place < bytes.length - 1; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 0x01;
      const text = changed.toString();
      await expect(readJournal(path, text), `byte ${place}`).rejects.toThrow(DamagedFileError);
    }
  });
});

describe('a new journal', () => {
  it('is never written over another', async () => {
    const path = await writeJournal(false);
    const text = await readFile(path, 'utf8');
    await expect(JournalFile.create(path, 'enable', jobs)).rejects.toThrow(InvalidValueError);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('has its name in a folder that was synced', async () => {
    const path = join(makeTempDir(), 'journal');
    await using any = await open(dirname(path));
    const sync = vi.spyOn(Object.getPrototypeOf(any) as FileHandle, 'sync');
    onTestFinished(() => sync.mockRestore());
    await using journal = await JournalFile.create(path, 'enable', jobs);
    expect(journal.path).toBe(path);
    expect(sync).toHaveBeenCalledOnce();
  });

  it('of a rollback leaves nothing where the run cannot be marked as undone', async () => {
    const path = await writeJournal(true);
    const back = `${path}.back`;
    await writeFile(path, 'not a journal\n');
    const begun = JournalFile.createRollback(back, path, 'rollback', jobs);
    await expect(begun).rejects.toThrow(DamagedFileError);
    await expect(readFile(back)).rejects.toThrow('ENOENT');
  });

  it('of a rollback seals the journal of the run, also where half a line is at its end', async () => {
    const path = await writeJournal(false);
    const back = `${path}.back`;
    await writeFile(path, '{"kind":"st', { flag: 'a' });
    await using journal = await JournalFile.createRollback(back, path, 'rollback', jobs);
    expect(await read(path)).toMatchObject({ isSealed: true, rolledBackBy: journal.path });
    expect(await read(back)).toMatchObject({ isSealed: false, vms: [{}, {}] });
  });
});

it('a rollback whose journals cannot be synced, whichever time, leaves the run as it was', async () => {
  const path = await writeJournal(false);
  const text = await readFile(path, 'utf8');
  await using any = await open(path);
  const sync = vi.spyOn(Object.getPrototypeOf(any) as FileHandle, 'datasync');
  onTestFinished(() => sync.mockRestore());
  const full = new Error('ENOSPC');
  const begin = async (good: number): Promise<void> => {
    sync.mockReset();
    for (let count = 0; count < good; count += 1) {
      sync.mockResolvedValueOnce();
    }
    sync.mockRejectedValue(full);
    await using _journal = await JournalFile.createRollback(`${path}.back`, path, 'rollback', jobs);
  };
  let good = 0;
  for (; good < 10 && (await begin(good).catch((error: unknown) => error)) === full; good += 1) {
    expect(await readFile(path, 'utf8')).toBe(text);
    await expect(readFile(`${path}.back`)).rejects.toThrow('ENOENT');
  }
  expect(good).toBeGreaterThan(0);
  expect(await read(path)).toMatchObject({ isSealed: true });
});

describe('a plan file', () => {
  const text = formatPlanFile({ createdAt: new Date('2026-11-22T00:00:00Z'), plans });

  it('is read as it was written', async () => {
    const { createdAt, plans: found } = await readPlanFile('plan', text);
    expect(createdAt.toISOString()).toBe('2026-11-22T00:00:00.000Z');
    expect(found).toStrictEqual(JSON.parse(JSON.stringify(plans)));
  });

  it('of which any end is missing is not used', async () => {
    for (let length = 0; length < text.length; length += 1) {
      await expect(readPlanFile('plan', text.slice(0, length))).rejects.toThrow(DamagedFileError);
    }
  });

  it('of which any byte was changed is not used', async () => {
    const bytes = Buffer.from(text);
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 0x01;
      const other = changed.toString();
      await expect(readPlanFile('plan', other), `byte ${place}`).rejects.toThrow(DamagedFileError);
    }
  });
});
