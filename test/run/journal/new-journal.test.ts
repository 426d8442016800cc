import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InvalidValueError } from '../../../src/errors.ts';
import { DamagedFileError } from '../../../src/nested/run/journal/damaged-file.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { jobs, read, writeJournal } from './written.ts';

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
