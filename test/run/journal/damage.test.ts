import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DamagedFileError } from '../../../src/nested/run/journal/damaged-file.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { formatPlanFile, readPlanFile } from '../../../src/nested/run/journal/plan-file.ts';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { first, jobs, plans, read, writeJournal } from './written.ts';

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

  it('cut at any byte, is read as far as it is whole, or refused with a fix', async () => {
    const path = await writeRichJournal();
    const whole = await readFile(path);
    const full = await read(path);
    let refused = 0;
    for (let length = 0; length <= whole.length; length += 1) {
      const text = whole.subarray(0, length).toString();
      const record = await readJournal(path, text).catch((error: unknown) => error);
      if (record instanceof DamagedFileError) {
        refused += 1;
        expect(record.message).toMatch(/Nothing was begun|before it did anything/);
        expect(record.message).toContain('Fix: ');
      } else {
        expect(record, `${length} bytes`).toMatchObject({ command: full.command, vms: [{}, {}] });
      }
    }
    // Only where not all VMs are written down.
    const lines = whole.toString().split('\n');
    expect(refused).toBe(Buffer.byteLength(lines.slice(0, 3).join('\n')) + 1);
  });

  it('that was cut while the VMs were written down has begun nothing, and says so', async () => {
    const path = await writeJournal(false);
    const text = await readFile(path, 'utf8');
    const [header, vm] = text.split('\n');
    const message = /names 1 of 2 VMs.*Nothing was begun.*Fix: /;
    await expect(readJournal(path, `${header}\n${vm}\n`)).rejects.toThrow(message);
    await expect(readJournal(path, '')).rejects.toThrow(DamagedFileError);
  });
});

/** A journal with a line of each kind that a run writes, two of its VMs rich in what files can hold. */
async function writeRichJournal(): Promise<string> {
  const path = join(makeTempDir(), 'journal');
  {
    await using journal = await JournalFile.create(path, 'vhv enable größe', jobs);
    await journal.append({ kind: 'step', vm: first, step: 'shutdown' });
    const error = { code: 'X', message: 'größe \ufffd', fault: 'NoPermission' };
    await journal.append({ kind: 'outcome', vm: first, outcome: 'failed', error });
    await journal.seal();
  }
  await using journal = await JournalFile.reopen(path);
  await journal.append({ kind: 'step', vm: first, step: 'power-on' });
  await journal.seal();
  return path;
}

/** Every bit of a file flipped, one at a time, and what is refused then. */
async function flipEveryBit(
  bytes: Buffer,
  readAgain: (text: string) => Promise<unknown>,
): Promise<{ readonly accepted: readonly number[]; readonly unhelpful: readonly string[] }> {
  const accepted: number[] = [];
  const unhelpful = new Set<string>();
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    try {
      await readAgain(changed.toString());
      accepted.push(bit);
    } catch (error) {
      if (
        !(error instanceof DamagedFileError && /cannot be used: .+\. Fix: ./.test(error.message))
      ) {
        unhelpful.add(String(error));
      }
    }
  }
  return { accepted, unhelpful: [...unhelpful] };
}

/** The bits of the last line's end: without it, the line counts as one that was being written. */
function bitsOfLastLineEnd(bytes: Buffer): number[] {
  return Array.from({ length: 8 }, (_, index) => (bytes.length - 1) * 8 + index);
}

describe('a journal that was damaged', { timeout: 120_000 }, () => {
  it.each(['open', 'sealed'] as const)(
    'by any one bit is refused with a fix, when %s',
    async (kind) => {
      const path = kind === 'open' ? await writeJournal(false) : await writeRichJournal();
      const bytes = await readFile(path);
      const { accepted, unhelpful } = await flipEveryBit(bytes, (text) => readJournal(path, text));
      expect(accepted).toStrictEqual(bitsOfLastLineEnd(bytes));
      expect(unhelpful).toStrictEqual([]);
    },
  );

  it('is not written to', async () => {
    const path = await writeJournal(false);
    const lines = (await readFile(path, 'utf8')).split('\n');
    const cut = lines.map((line, index) => (index === 2 ? line.slice(0, -5) : line)).join('\n');
    await writeFile(path, cut);
    await expect(read(path)).rejects.toThrow(/line 3 was changed.*lines 1 to 2 are intact/);
    await expect(JournalFile.reopen(path)).rejects.toThrow(DamagedFileError);
    expect(await readFile(path, 'utf8')).toBe(cut);
  });

  it('by a line that was taken out, doubled or moved is refused', async () => {
    const path = await writeRichJournal();
    const text = await readFile(path, 'utf8');
    const lines = text.split('\n').slice(0, -1);
    for (let index = 0; index < lines.length - 1; index += 1) {
      const [line = '', next = ''] = lines.slice(index);
      for (const other of [[], [line, line], [next, line]]) {
        const changed = lines.toSpliced(
          index,
          other.length > 1 && other[0] === next ? 2 : 1,
          ...other,
        );
        const end = `${changed.join('\n')}\n`;
        const what = `line ${index + 1}, ${other.length}`;
        await expect(readJournal(path, end), what).rejects.toThrow(DamagedFileError);
      }
    }
  });

  it('in every check at once is refused: a file of this format has them', async () => {
    const path = await writeJournal(false);
    const text = (await readFile(path, 'utf8')).replaceAll(/,"check":"\w+"/g, '');
    await expect(readJournal(path, text)).rejects.toThrow(/it has no check/);
  });
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

  it('of which any bit was changed is refused with a fix', { timeout: 120_000 }, async () => {
    const bytes = Buffer.from(text);
    const found = await flipEveryBit(bytes, (other) => readPlanFile('plan', other));
    expect(found).toStrictEqual({ accepted: [], unhelpful: [] });
  });
});
