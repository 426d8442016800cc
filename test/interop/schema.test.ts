import { beforeAll, describe, expect, it } from 'vitest';
import { unservedTypes } from '../../src/simulator/model/unserved-types.ts';
import { type Declarations, govmomis, ours, pyvmomis } from './helpers/declared.ts';
import { differences } from './helpers/schema-differences.ts';

/** Why we differ from both, or leave out what one of them declares. */
const reasons: Readonly<Record<string, string>> = {
  'UserSession.extensionSession: optional, not required': 'servers before 5.0 leave it out',
  'UserSession.ipAddress: optional, not required': 'servers before 5.1 leave it out',
  'UserSession.userAgent: optional, not required': 'servers before 5.1 leave it out',
  'UserSession.callCount: optional, not required': 'servers before 5.1 leave it out',
  'FindAllByUuidResponse.returnval: optional, not required':
    'nothing found is an answer without returnval (docs/facts.md#nothing-found)',
  'DynamicData.dynamicType: left out': 'nobody sends it but ESX 4.1; it is kept as unknown',
  'DynamicData.dynamicProperty: left out': 'nobody sends it; it would be kept as unknown',
  'MethodFault.msg: left out': "pyVmomi's own: it puts localizedMessage there",
  'Network.name: left out': 'inherited; govmomi declares it twice',
  'Fetch: unknown to them': "pyVmomi's own way to read a property, which stands in no WSDL",
  'FetchResponse: unknown to them': "pyVmomi's own way to read a property, which stands in no WSDL",
  'ManagedObject: unknown to them': 'govmomi has no type for the root of all managed objects',
};

function compare(our: Declarations, their: Declarations): readonly string[] {
  return (['types', 'managed'] as const).flatMap((kind) =>
    Object.entries(our[kind]).flatMap(([name, declared]) => {
      const other = their[kind][name];
      return other === undefined
        ? [`${name}: unknown to them`]
        : differences(name, declared, other);
    }),
  );
}

describe('our schema and those of others', () => {
  const our = ours();
  let witnesses: Readonly<Record<'govmomi' | 'pyVmomi', Declarations>>;
  const found = new Map<string, readonly string[]>();

  beforeAll(() => {
    witnesses = { govmomi: govmomis(), pyVmomi: pyvmomis() };
    for (const [name, their] of Object.entries(witnesses)) {
      found.set(name, compare(our, their));
    }
  });

  /** What one of the two leaves out or declares in its own way is no mistake of ours if the other declares it as we do. */
  function reasonFor(line: string, other: string): string | undefined {
    const isAlone = !line.endsWith(': left out') && found.get(other)?.includes(line) === false;
    return reasons[line] ?? (isAlone ? `${other} declares it as we do` : undefined);
  }

  it.each([
    ['govmomi', 'pyVmomi'],
    ['pyVmomi', 'govmomi'],
  ])('differ from %s only where there is a reason', (witness, other) => {
    const explained = found
      .get(witness)
      ?.map((line) => [line, reasonFor(line, other)] as const)
      .toSorted();
    for (const [line, reason] of explained ?? []) {
      console.info(`${witness}: ${line} (${reason ?? 'NO REASON'})`);
    }
    console.info(`${witness}: ${explained?.length} differences`);
    expect(explained?.filter(([, reason]) => reason === undefined)).toStrictEqual([]);
  });

  it('have a difference for each reason', () => {
    const lines = new Set([...found.values()].flat());
    expect(Object.keys(reasons).filter((line) => !lines.has(line))).toStrictEqual([]);
  });

  it('compare something', () => {
    expect(Object.keys(our.types).length).toBeGreaterThan(550);
    expect(Object.keys(our.managed).length).toBeGreaterThan(45);
    for (const { types, managed } of Object.values(witnesses)) {
      expect(Object.keys(types).length).toBeGreaterThan(3600);
      expect(Object.keys(managed).length).toBeGreaterThan(130);
    }
  });

  it('have the same types of managed objects', () => {
    const { govmomi, pyVmomi } = witnesses;
    const known = [...Object.keys(our.managed), ...unservedTypes];
    const missing = Object.keys(govmomi.managed).filter((name) => !known.includes(name));
    expect(missing).toStrictEqual([]);
    const theirs = { ...govmomi.managed, ...pyVmomi.managed };
    expect(known.filter((name) => theirs[name] === undefined)).toStrictEqual([]);
  });
});
