import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { connect } from '../../src/vsphere/index.ts';

it("keeps the session's key out of a fault that names a view of the session", async () => {
  await using simulator = await startSimulator();
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using session = await connect({ url, username, password, trust });
  const parameters = { container: session.content.rootFolder, type: [], recursive: true };
  const viewManager = session.manager('viewManager');
  const view = await session.call('CreateContainerView', viewManager, parameters);
  await session.call('DestroyView', view, {});

  const refused = await session.call('DestroyView', view, {}).catch((error: unknown) => error);

  // The reference holds the key; were it not so, this test would prove nothing.
  expect(view.value).toContain(session.user.key);
  const told = inspect(refused, { depth: 10 }) + JSON.stringify(refused);
  expect(told).toContain('ManagedObjectNotFound');
  expect(told).not.toContain(session.user.key);
});
