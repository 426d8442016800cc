import { expect, it, onTestFinished, vi } from 'vitest';
import { JournalFile } from '../../../src/nested/run/journal/journal-file.ts';
import type { Journal } from '../../../src/nested/run/journal-entry.ts';
import { run } from '../../../src/nested/run/run.ts';
import { apply } from '../../helpers/apply.ts';
import { makeTempDir } from '../../helpers/temp-dir.ts';
import { expectNothingUnhandled } from '../../helpers/unhandled.ts';
import { hurried, readShapes, startFleet } from './journal-fleet.ts';

expectNothingUnhandled();

/** A journal that takes so many entries; then the disk is full. */
function fullAfter(entries: number): Journal {
  let count = 0;
  return {
    append(): Promise<void> {
      count += 1;
      return count > entries ? Promise.reject(new Error('ENOSPC')) : Promise.resolve();
    },
  };
}

it.each(Array.from({ length: 20 }, (_, index) => index))(
  'a journal that cannot be written after entry %i keeps no VM down',
  async (entries) => {
    const { session, plans } = await startFleet();
    const before = await readShapes(session);
    const run = apply(session, plans, { ...hurried, journal: fullAfter(entries) });
    await expect(run).resolves.toHaveProperty('journalError.message', 'ENOSPC');
    for (const [name, { power, template }] of Object.entries(await readShapes(session))) {
      expect({ name, power, template }).toStrictEqual({
        name,
        power: before[name]?.power,
        template: before[name]?.template,
      });
    }
  },
);

it('a journal that cannot be sealed hides no outcome', async () => {
  const { session, plans } = await startFleet();
  const seal = vi.spyOn(JournalFile.prototype, 'seal');
  onTestFinished(() => seal.mockRestore());
  seal.mockRejectedValue(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  const { outcomes, journalError } = await run(session, plans, {
    ...hurried,
    state: makeTempDir(),
  });
  expect(journalError?.message).toMatch(
    /^the journal .* cannot be written: the disk is full\. Fix: /,
  );
  expect(outcomes.map(({ outcome }) => outcome)).toStrictEqual(plans.map(() => 'changed'));
});
