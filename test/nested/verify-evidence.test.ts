import { describe, expect, it } from 'vitest';
import { verify } from '../../src/nested/verify/verify.ts';
import { VirtualMachine } from '../../src/simulator/model/virtual-machine.ts';
import { connect } from '../../src/vsphere/index.ts';
import { openSession } from '../helpers/session.ts';
import { testSimulator } from '../helpers/simulator.ts';

const web01 = {
  moRef: { type: 'VirtualMachine', value: 'vm-42' },
  name: 'web01',
  path: '/DC0/vm/lab/web01',
};

const text = (name: string, value: string) =>
  `<propSet><name>${name}</name><val xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:string">${value}</val></propSet>`;
const power = text('runtime.powerState', 'poweredOff');
const version = text('config.changeVersion', '2026-11-22T00:00:00Z');
const refused =
  '<missingSet><path>config.nestedHVEnabled</path><fault><fault xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="NoPermission"><privilegeId>System.Read</privilegeId></fault><localizedMessage/></fault></missingSet>';

async function proofOf(properties: string) {
  const { session } = await openSession({
    RetrievePropertiesEx: () =>
      `<returnval><objects><obj type="VirtualMachine">vm-42</obj>${properties}</objects></returnval>`,
  });
  const [proof] = await verify(session, [web01]);
  return proof;
}

describe('the configuration', () => {
  it('is off where the flag is unset', async () => {
    expect(await proofOf(power + version)).toMatchObject({
      verdict: 'verified',
      levels: { configured: { state: 'agrees', value: false } },
    });
  });

  it.each([
    ['the VM has none to show', power],
    ['the flag may not be read', power + version + refused],
  ])('is not checked where %s', async (_why, properties) => {
    const proof = await proofOf(properties);
    expect(proof).toMatchObject({
      verdict: 'notChecked',
      levels: { configured: { state: 'notChecked', reason: 'CONFIG_UNREADABLE' } },
    });
    expect(proof?.levels.configured.value).toBeUndefined();
  });
});

it('a VM that is gone has its place among the others', async () => {
  const simulator = await testSimulator();
  const { url, user: username, password, fingerprint256 } = simulator;
  const trust = { kind: 'pinned', fingerprint256 } as const;
  await using session = await connect({ url, username, password, trust });
  const vms = [...simulator.model.inventory.objects()].filter(
    (object) => object instanceof VirtualMachine,
  );
  const targets = vms.map(({ moRef, name }) => ({ moRef, name, path: `/${name}` }));
  const gone = { ...web01, moRef: { type: 'VirtualMachine', value: 'vm-9999' } };
  const proofs = await verify(session, [targets[0] ?? gone, gone, ...targets.slice(1)]);
  expect(proofs.map(({ name }) => name)).toEqual([
    targets[0]?.name,
    'web01',
    ...targets.slice(1).map(({ name }) => name),
  ]);
  expect(proofs[1]).toMatchObject({ levels: { configured: { reason: 'GONE' } } });
  // lost-01 is on a host that is disconnected.
  const others = proofs.filter(({ verdict }) => verdict !== 'verified');
  expect(others.map(({ name }) => name)).toEqual(['web01', 'lost-01']);
});
