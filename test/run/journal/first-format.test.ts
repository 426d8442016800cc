import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DamagedFileError } from '../../../src/nested/run/journal/damaged-file.ts';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import { readPlanFile } from '../../../src/nested/run/journal/plan-file.ts';
import { type JournalRecord, readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import { envOf, runCli } from '../../helpers/cli.ts';
import { resume } from '../../helpers/recover.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { hurried, planOptions, readShapes, shapesAfter, startFleet } from './journal-fleet.ts';

/**
 * Files that vhv wrote before lines had checks: `open` was killed at its 12th entry, `sealed` came to its end, `undone` was killed at its
 * 16th and rolled back by `rollback`, which was killed at its 6th; `plan` is a saved plan. The fleet is that of `startFleet`.
 */
const names = ['open', 'sealed', 'undone', 'rollback'] as const;

async function oldFile(name: string): Promise<string> {
  return readFile(new URL(`first-format/${name}.jsonl`, import.meta.url), 'utf8');
}

/** A copy of an old file for a server at another address; a trailer of the first format is made anew. */
async function moveHere(name: string, url: string): Promise<string> {
  const text = (await oldFile(name)).replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, new URL(url).origin);
  const lines = text.split('\n').slice(0, -1);
  const isSealed = lines.at(-1)?.includes('"kind":"trailer"') === true;
  const before = `${(isSealed ? lines.slice(0, -1) : lines).join('\n')}\n`;
  const sha256 = createHash('sha256').update(before).digest('hex');
  const trailer = isSealed ? `${JSON.stringify({ kind: 'trailer', sha256 })}\n` : '';
  const path = join(makeTempDir(), `${name}.jsonl`);
  await writeFile(path, before + trailer);
  return path;
}

const read = async (path: string): Promise<JournalRecord> =>
  readJournal(path, await readFile(path, 'utf8'));

describe('a journal of the first format', () => {
  it.each(names)('%s is read whole', async (name) => {
    const { isSealed, vms, rolledBackBy } = await readJournal(name, await oldFile(name));
    expect(isSealed).toBe(name === 'sealed' || name === 'undone');
    expect(vms.map(({ job }) => job.plan.facts.name)).toEqual(
      expect.arrayContaining(['off', 'soft', 'keys', 'template', 'old']),
    );
    expect(rolledBackBy).toBe(name === 'undone' ? '/tmp/vhv-runs/rollback.jsonl' : undefined);
  });

  it('is resumed to its end, and the lines that follow protect those before', async () => {
    const { simulator, session } = await startFleet();
    const before = await readShapes(session);
    const path = await moveHere('open', simulator.url);
    const old = await readFile(path);
    await resume([session], path, { ...hurried, lingerMs: 5000 });
    expect(await readShapes(session)).toStrictEqual(shapesAfter(before));
    // It tells no datacenter: that is read with what the VMs are now.
    expect(simulator.requests.of('PowerOnMultiVM_Task')).toBeGreaterThan(0);
    const now = await readFile(path);
    expect(now.subarray(0, old.length).equals(old)).toBe(true);
    expect(await read(path)).toMatchObject({ isSealed: true });
    for (let bit = 0; bit < old.length * 8; bit += 7) {
      const changed = Buffer.from(now);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(readJournal(path, changed.toString()), `bit ${bit}`).rejects.toThrow(
        DamagedFileError,
      );
    }
  });

  it('goes on at the right byte after a letter that is none', async () => {
    const { simulator } = await startFleet();
    const path = await moveHere('open', simulator.url);
    const bytes = await readFile(path);
    // A byte that is no UTF-8: read as a replacement character, which has three.
    bytes[bytes.indexOf('"name":"off"') + 8] = 0xff;
    await writeFile(path, bytes);
    {
      await using journal = await JournalFile.reopen(path);
      await journal.seal();
    }
    const now = await readFile(path);
    expect(now.subarray(0, bytes.length).equals(bytes)).toBe(true);
    expect(now.includes(0)).toBe(false);
  });

  it('is refused if a key in it is unknown, at any level', async () => {
    const text = await oldFile('open');
    for (const key of [
      'nestedHVEnabled":{',
      'powerCycle',
      'extraConfig":[',
      'powerAfter',
      'host"',
    ]) {
      const other = text.replace(`"${key}`, `"x${key.slice(1)}`);
      expect(other).not.toBe(text);
      await expect(readJournal('open', other), key).rejects.toThrow(/cannot be used: .* Fix: /);
    }
  });
});

describe('a plan file of the first format', () => {
  it('is read, and applied', async () => {
    const { simulator, session } = await startFleet();
    const before = await readShapes(session);
    const path = await moveHere('plan', simulator.url);
    const { plans } = await readPlanFile(path, await readFile(path, 'utf8'));
    expect(plans).toHaveLength(6);
    expect(plans.map(({ steps }) => steps.powerCycle)).toContain(planOptions.powerCycle);
    const env = { ...envOf(simulator), XDG_STATE_HOME: makeTempDir() };
    const applied = await runCli(['apply', path, '--yes', '--dry-run'], { env });
    expect(applied).toMatchObject({ stderr: '' });
    expect(await readShapes(session)).toStrictEqual(before);
  });

  it('of which a byte was changed is refused', async () => {
    const text = await oldFile('plan');
    for (let place = 0; place < text.length; place += 5) {
      const letter = String.fromCharCode(text.charCodeAt(place) ^ 1);
      const other = text.slice(0, place) + letter + text.slice(place + 1);
      await expect(readPlanFile('plan', other), `${place}`).rejects.toThrow(DamagedFileError);
    }
  });
});
