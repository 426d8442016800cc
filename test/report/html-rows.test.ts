import { describe, expect, it } from 'vitest';
import { type Column, type Query, Rows } from '../../src/report/html/page/rows.ts';
import { pageDataOf } from '../../src/report/html/page-data-of.ts';
import { fleetReport } from './report-fleet.ts';

const data = pageDataOf(fleetReport(1000));
const rows = new Rows(data);

function select(query: Partial<Query>): number[] {
  return rows.select({
    words: '',
    facets: {},
    sort: { column: 'name', descending: false },
    ...query,
  });
}

describe('the rows of the page', () => {
  it('are all VMs by name, numbers in names by their size, where nothing is asked for', () => {
    const names = select({}).map((row) => data.vms.name[row]);
    expect(names).toHaveLength(1000);
    expect(names.slice(1, 3)).toEqual(['ci-runner-00002', 'ci-runner-00007']);
  });

  it('are found by all of the words, in any case, in path, moid, host, server and findings', () => {
    expect(select({ words: 'VM-7 hardware_too_old' })).toContain(7);
    expect(select({ words: 'VM-7 suspended' })).not.toContain(7);
    const host = data.hosts[data.vms.host[12] ?? -1] ?? '';
    expect(select({ words: host })).toContain(12);
    expect(select({ words: 'no such thing' })).toEqual([]);
  });

  it('are narrowed down by how they stand to the fleet file', () => {
    const drifted = data.drift?.states.findIndex(({ key }) => key === 'drifted') ?? -1;
    expect(select({ facets: { drift: drifted } }).every((row) => row % 7 === 0)).toBe(true);
    expect(select({ facets: { drift: drifted } })).toHaveLength(114);
  });

  it('are narrowed down by state, host, power, server and finding, together', () => {
    const state = data.states.findIndex(({ key }) => key === 'blocked');
    const finding = data.findings.findIndex(({ code }) => code === 'TEMPLATE');
    const found = select({ facets: { state, finding } });
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) {
      expect(data.vms.state[row]).toBe(state);
      expect(rows.findingsOf(row).map((one) => one.finding)).toContain(finding);
    }
    expect(
      select({ facets: { endpoint: 0 } }).length + select({ facets: { endpoint: 1 } }).length,
    ).toBe(1000);
  });

  it.each<Column>(['name', 'state', 'power', 'host', 'endpoint', 'hardware', 'finding'])(
    'come back the other way round when %s is sorted downwards',
    (column) => {
      const value = (row: number): unknown =>
        column === 'finding' ? data.vms.findings[row]?.[0] : data.vms[column][row];
      const up = select({ sort: { column, descending: false } }).map(value);
      const down = select({ sort: { column, descending: true } }).map(value);
      expect(down).toEqual([...up].reverse());
      expect(new Set(up).size).toBeGreaterThan(1);
    },
  );

  it('sort hardware versions as numbers', () => {
    const found = select({ sort: { column: 'hardware', descending: false } });
    const versions = found.map((row) =>
      Number(data.hardware[data.vms.hardware[row] ?? -1]?.slice(4)),
    );
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
  });
});
