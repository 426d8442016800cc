import { describe, expect, it } from 'vitest';
import { readJournal } from '../../../src/nested/run/journal/read-journal.ts';
import { LineChain } from '../../../src/nested/run/journal/sealed-lines.ts';
import { first, jobs } from './written.ts';

describe('a file that another version wrote', () => {
  /** The lines of a journal with one of them changed, and checks that fit. */
  const withLine = (number: number, change: (line: Record<string, unknown>) => object): string => {
    const header = {
      kind: 'journal',
      schema: 'vhv/journal/2',
      startedAt: '2026-11-22T00:00:00Z',
      command: 'enable',
      vms: 2,
    };
    const lines: Record<string, unknown>[] = [
      header,
      ...jobs.map((job) => ({ kind: 'vm', job: structuredClone(job) })),
      { kind: 'step', at: '2026-11-22T00:00:00Z', vm: first, step: 'reconfigure' },
      { kind: 'outcome', at: '2026-11-22T00:00:00Z', vm: first, outcome: 'changed' },
    ];
    const chain = new LineChain();
    return lines.map((line, index) => chain.add(index === number ? change(line) : line)).join('');
  };

  it('is read as it is while nothing in it is new', async () => {
    const record = await readJournal(
      'journal',
      withLine(0, (line) => line),
    );
    expect(record.vms[0]).toMatchObject({ outcome: 'changed' });
  });

  it('is refused by its schema', async () => {
    const later = withLine(0, (line) => ({ ...line, schema: 'vhv/journal/3', more: 1 }));
    await expect(readJournal('journal', later)).rejects.toThrow(
      /has the format vhv\/journal\/3, which this version .* Fix: use the version/,
    );
  });

  it.each([
    'plan',
    'plan.facts',
    'plan.facts.moRef',
    'plan.change',
    'plan.change.nestedHVEnabled',
    'plan.steps',
    '',
  ])('is refused for a key that is unknown in a VM’s job.%s', async (place) => {
    const later = withLine(1, (line) => {
      const path = ['job', ...place.split('.').filter((part) => part !== '')];
      const target = path.reduce<Record<string, unknown>>(
        (value, key) => value[key] as Record<string, unknown>,
        line,
      );
      target['later'] = true;
      return line;
    });
    const name = ['job', place, 'later'].filter((part) => part !== '').join('.');
    await expect(readJournal('journal', later)).rejects.toThrow(`line 2 has ${name}, which this`);
  });

  it.each([0, 3, 4])('is refused for a key that is unknown in line %i', async (number) => {
    const later = withLine(number, (line) => ({ ...line, later: true }));
    await expect(readJournal('journal', later)).rejects.toThrow(/has later, which this version/);
  });

  it.each([
    { what: 'kind', change: { kind: 'diary' } },
    { what: 'step', change: { step: 'repaint' } },
    { what: 'VM', change: { vm: 'https://vc.example.com#vm-99' } },
  ])('is refused for a $what that is unknown', async ({ change }) => {
    const other = withLine(3, (line) => ({ ...line, ...change }));
    await expect(readJournal('journal', other)).rejects.toThrow(/cannot be used: .+ Fix: /);
  });
});
