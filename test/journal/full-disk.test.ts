import { expect, it } from 'vitest';
import { apply } from '../../src/index.ts';
import type { Journal } from '../../src/nested/journal/journal.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
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
