import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect, retrieveInventory } from '../../src/vsphere/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { oneVm } from '../helpers/endpoints.ts';
import { testSimulator } from '../helpers/simulator.ts';

async function start() {
  const simulator = await testSimulator({ inventory: oneVm('a') });
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  return { simulator, options: { url, username, password, trust } };
}

it('every request has an operationID of its own, with the id of the session', async () => {
  const { simulator, options } = await start();
  const session = await connect({ ...options, operationId: 'nightly.7' });
  await retrieveInventory(session);
  await session.logout();
  const { operationIds, calls } = simulator.requests;
  expect(operationIds).toHaveLength(calls);
  expect(new Set(operationIds).size).toBe(calls);
  expect(operationIds.filter((id) => !/^nightly\.7-[\da-z]+$/.test(id ?? ''))).toStrictEqual([]);
});

it('by default the id is random', async () => {
  const { options } = await start();
  await using one = await connect(options);
  await using other = await connect(options);
  expect(one.operationId).toMatch(/^vhv-[\da-f]{8}$/);
  expect(other.operationId).not.toBe(one.operationId);
});

it.each(['', 'a b', '</operationID>', 'x'.repeat(65)])('%j is no operation id', async (id) => {
  const { simulator, options } = await start();
  await expect(connect({ ...options, operationId: id })).rejects.toThrow('operationId');
  expect(simulator.requests.http).toBe(0);
});

it('the journal, the last lines and the trace of a run name it', async () => {
  const { simulator } = await start();
  const dir = mkdtempSync(join(tmpdir(), 'vhv-operation-'));
  const journal = join(dir, 'run.journal');
  const args = ['enable', 'a', '--yes', '--journal', journal, '--trace', join(dir, 'trace')];
  const env = { ...envOf(simulator), XDG_STATE_HOME: dir };
  const ran = await runCli(args, { env });
  expect(ran.exitCode).toBe(0);
  const header = readFileSync(journal, 'utf8').split('\n')[0] ?? '';
  const id = /"operationId":"(vhv-[\da-f]{8})"/.exec(header)?.[1] ?? 'none';
  expect(ran.stderr).toContain(`operationID of this run in the servers' logs: ${id}\n`);
  const sent = simulator.requests.operationIds;
  expect(sent.filter((one) => one?.startsWith(`${id}-`))).toHaveLength(simulator.requests.calls);
  const first = readFileSync(join(dir, 'trace', '1-0002.req.xml'), 'utf8');
  expect(first).toContain(`<operationID xmlns="urn:vim25">${id}-1</operationID>`);
});
