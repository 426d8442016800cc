import { describe, expect, test } from 'vitest';
import {
  propertiesOf,
  retrieve,
  retrieveObjects,
  retrieveOne,
  unreadableOf,
} from '../../src/vsphere/property-collector.ts';
import type { SeenRequest } from '../helpers/https-server.ts';
import { errorOf } from '../helpers/https-server.ts';
import { fault, methodOf, openSession, plainBody } from '../helpers/session.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';

expectNothingUnhandled();

const object = (moid: string, properties = '') =>
  `<objects><obj type="VirtualMachine">${moid}</obj>${properties}</objects>`;
const page = (token: string | undefined, ...moids: readonly string[]) =>
  `<returnval>${token === undefined ? '' : `<token>${token}</token>`}${moids.map((moid) => object(moid)).join('')}</returnval>`;
const bodyOf = ({ requests }: { requests: readonly SeenRequest[] }, index: number) =>
  plainBody(requests[index] as SeenRequest);
const spec = { propSet: [{ type: 'VirtualMachine', pathSet: ['name'] }], objectSet: [] as never[] };
const everything = { ...spec, objectSet: [{ obj: { type: 'Folder', value: 'group-d1' } }] };

async function moidsOf(contents: AsyncIterable<{ obj: { value: string } }>): Promise<string[]> {
  const moids: string[] = [];
  for await (const { obj } of contents) {
    moids.push(obj.value);
  }
  return moids;
}

describe('pages', () => {
  test('are read to the last, by tokens that look like nothing', async () => {
    const { session, server } = await openSession({
      RetrievePropertiesEx: () => page('0', 'vm-1', 'vm-2'),
      ContinueRetrievePropertiesEx: (_, turn) =>
        turn === 1 ? page('', 'vm-3') : page(undefined, 'vm-4'),
    });
    expect(await moidsOf(retrieve(session, everything))).toStrictEqual([
      'vm-1',
      'vm-2',
      'vm-3',
      'vm-4',
    ]);
    expect(
      server.requests.map((request) => /<token>(.*)<\/token>/.exec(plainBody(request))?.[1]),
    ).toStrictEqual([undefined, '0', '']);
  });

  test('are bounded: a hundred objects each', async () => {
    const { session, server } = await openSession({ RetrievePropertiesEx: () => page(undefined) });
    await moidsOf(retrieve(session, everything));
    expect(bodyOf(server, 0)).toContain('<options><maxObjects>100</maxObjects></options>');
  });

  test('that are not wanted any more are given back to the server', async () => {
    const { session, server } = await openSession({
      RetrievePropertiesEx: () => page('a', 'vm-1', 'vm-2'),
      ContinueRetrievePropertiesEx: () => page('b', 'vm-3'),
    });
    for await (const { obj } of retrieve(session, everything)) {
      expect(obj.value).toBe('vm-1');
      break;
    }
    expect(server.requests.map(methodOf)).toStrictEqual([
      'RetrievePropertiesEx',
      'ContinueRetrievePropertiesEx',
      'CancelRetrievePropertiesEx',
    ]);
    expect(bodyOf(server, 2)).toContain('<token>b</token>');
  });

  test.each([
    ['no result', ''],
    ['an empty result', '<returnval></returnval>'],
  ])('of nothing are no objects: %s', async (_, body) => {
    const { session } = await openSession({ RetrievePropertiesEx: () => body });
    expect(await moidsOf(retrieve(session, everything))).toStrictEqual([]);
  });

  test('a failure on the second page is told after the first', async () => {
    const { session } = await openSession({
      RetrievePropertiesEx: () => page('0', 'vm-1'),
      ContinueRetrievePropertiesEx: () => fault('InvalidArgument'),
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { obj } of retrieve(session, everything)) {
        seen.push(obj.value);
      }
    })();
    expect(await errorOf(reading)).toMatchObject({
      code: 'FAULT',
      fault: { type: 'InvalidArgument' },
    });
    expect(seen).toStrictEqual(['vm-1']);
  });
});

test('a session that has ended is told, and is no empty inventory', async () => {
  const missing = `<missingSet><path>name</path><fault><fault xsi:type="NotAuthenticated">
    <privilegeId>System.View</privilegeId></fault><localizedMessage></localizedMessage></fault></missingSet>`;
  const { session } = await openSession({
    RetrievePropertiesEx: () => `<returnval>${object('vm-1', missing)}</returnval>`,
  });
  expect(await errorOf(moidsOf(retrieve(session, everything)))).toMatchObject({
    code: 'FAULT',
    target: 'VirtualMachine:vm-1',
    fault: { type: 'NotAuthenticated' },
  });
});

test('properties without the right to read them are named with the fault', async () => {
  const missing = `<missingSet><path>config</path><fault><fault xsi:type="NoPermission"></fault></fault></missingSet>`;
  const name = '<propSet><name>name</name><val xsi:type="xsd:string">web01</val></propSet>';
  const { session } = await openSession({
    RetrievePropertiesEx: () => `<returnval>${object('vm-1', name + missing)}</returnval>`,
  });
  for await (const content of retrieve(session, everything)) {
    expect(propertiesOf(content)).toStrictEqual(new Map([['name', 'web01']]));
    expect(unreadableOf(content)).toStrictEqual(new Map([['config', 'NoPermission']]));
  }
  expect.hasAssertions();
});

test('a property that is named and has no value is unset', () => {
  const content = {
    obj: { type: 'Task', value: '1' },
    propSet: [{ name: 'info.error' }, { name: 'info.state', val: '' }],
  };
  expect(propertiesOf(content as never)).toStrictEqual(new Map([['info.state', '']]));
});

describe('a path that the server does not have', () => {
  test('is left out, and the rest is asked for again', async () => {
    const { session, server } = await openSession({
      RetrievePropertiesEx: (_, turn) =>
        turn === 1
          ? fault('InvalidProperty', '<name>config.tdxEnabled</name>')
          : page(undefined, 'vm-1'),
    });
    const propSet = [{ type: 'VirtualMachine', pathSet: ['name', 'config.tdxEnabled'] }];
    expect(await moidsOf(retrieve(session, { ...everything, propSet }))).toStrictEqual(['vm-1']);
    expect(bodyOf(server, 1)).toContain('<pathSet>name</pathSet>');
    expect(bodyOf(server, 1)).not.toContain('tdxEnabled');
  });

  test('that was never asked for is a failure, once', async () => {
    const { session, server } = await openSession({
      RetrievePropertiesEx: () => fault('InvalidProperty', '<name>other</name>'),
    });
    expect(await errorOf(moidsOf(retrieve(session, everything)))).toMatchObject({
      fault: { type: 'InvalidProperty' },
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('objects that are known', () => {
  const vm = (index: number) => ({ type: 'VirtualMachine', value: `vm-${index}` });
  const asked = (request: SeenRequest) =>
    [...plainBody(request).matchAll(/<obj type="VirtualMachine">([^<]*)</g)].map(
      ([, moid = '']) => moid,
    );

  test('are asked for a hundred at a time', async () => {
    const { session, server } = await openSession({
      RetrievePropertiesEx: (request) => page(undefined, ...asked(request)),
    });
    const objects = Array.from({ length: 250 }, (_, index) => vm(index));
    expect(await moidsOf(retrieveObjects(session, objects, spec.propSet))).toHaveLength(250);
    expect(server.requests.map((request) => asked(request).length)).toStrictEqual([100, 100, 50]);
  });

  test('and of which some are gone are read without those', async () => {
    const gone = new Set(['vm-2', 'vm-4']);
    const { session, server } = await openSession({
      RetrievePropertiesEx: (request) => {
        const missing = asked(request).find((moid) => gone.has(moid));
        return missing === undefined
          ? page(undefined, ...asked(request))
          : fault('ManagedObjectNotFound', `<obj type="VirtualMachine">${missing}</obj>`);
      },
    });
    const objects = [1, 2, 3, 4].map(vm);
    expect(await moidsOf(retrieveObjects(session, objects, spec.propSet))).toStrictEqual([
      'vm-1',
      'vm-3',
    ]);
    expect(server.requests).toHaveLength(3);
  });

  test('and of which none is left are no objects', async () => {
    const { session } = await openSession({
      RetrievePropertiesEx: () =>
        fault('ManagedObjectNotFound', '<obj type="VirtualMachine">vm-1</obj>'),
    });
    expect(await retrieveOne(session, vm(1), ['name'])).toStrictEqual(new Map());
  });

  test('are a failure where something else is gone', async () => {
    const { session } = await openSession({
      RetrievePropertiesEx: () =>
        fault('ManagedObjectNotFound', '<obj type="PropertyCollector">p</obj>'),
    });
    expect(await errorOf(retrieveOne(session, vm(1), ['name']))).toMatchObject({
      fault: { type: 'ManagedObjectNotFound' },
    });
  });
});
