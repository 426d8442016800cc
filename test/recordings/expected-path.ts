/**
 * The conventions of expected.json: a path is evaluated on a decoded value. Dots walk child elements; `prop(x)` is the val of the
 * propSet named x; `[key=k]` picks from a list; `count(x)` counts; the rest are sums over a list, by name.
 */
export function evaluate(root: unknown, path: string): unknown {
  return segmentsOf(path).reduce(step, root);
}

type Fields = Readonly<Record<string, unknown>>;

/** `prop(a.b)[key=c.d].value` has three segments: dots inside brackets do not count. */
function segmentsOf(path: string): readonly string[] {
  return path.match(/(?:[^.([]|\((?:\/.*\/\w*|[^()]*)\)|\[[^\]]*\])+/g) ?? [];
}

function step(value: unknown, segment: string): unknown {
  const [, name = '', argument, picks = ''] =
    /^([^([]+)(?:\((.*)\))?((?:\[[^\]]*\])*)$/.exec(segment) ?? [];
  if (value === undefined) {
    return undefined;
  }
  const found =
    argument === undefined ? child(value, name) : called(value as Fields, name, argument);
  return [...picks.matchAll(/\[([^\]]*)\]/g)].reduce(
    (list, [, pick = '']) => picked(list, pick),
    found,
  );
}

function child(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    return name === 'count' ? value.length : value.map((item) => child(item, name));
  }
  const fields = value as Fields;
  return Object.hasOwn(fields, name) ? fields[name] : sums[name]?.(fields);
}

function picked(list: unknown, pick: string): unknown {
  const items = list as readonly Fields[];
  const [field = '', wanted] = pick.split(/=(.*)/);
  if (wanted !== undefined) {
    return items.find((item) => String(item[field]) === wanted);
  }
  return pick === '*' ? items : items[Number(pick)];
}

function called(value: Fields, name: string, argument: string): unknown {
  switch (name) {
    case 'prop':
      return listOf(value, 'propSet').find((property) => property['name'] === argument)?.['val'];
    case 'count':
      return argument === 'children' ? countChildren(value) : listOf(value, argument).length;
    default: {
      // optionKeysMatching(/vhv/i)
      const list = listOf(value, name.replace(/KeysMatching$/, ''));
      const [, source = '', flags] = /^\/(.*)\/(\w*)$/.exec(argument) ?? [];
      return list
        .map((item) => String(item['key']))
        .filter((key) => new RegExp(source, flags).test(key));
    }
  }
}

function listOf(value: Fields, name: string): readonly Fields[] {
  return (value[name] ?? []) as readonly Fields[];
}

function countChildren(value: Fields): number {
  const { _type, _unknown, ...fields } = value;
  const known = Object.values(fields).flat().length;
  return known + ((_unknown as readonly unknown[] | undefined)?.length ?? 0);
}

/** What expected.json calls the type of a decoded scalar. */
const xsdTypes: Readonly<Record<string, string>> = {
  bigint: 'xsd:long',
  number: 'xsd:int',
  string: 'xsd:string',
  boolean: 'xsd:boolean',
};

function tally(items: readonly unknown[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    counts[String(item)] = (counts[String(item)] ?? 0) + 1;
  }
  return counts;
}

const keysOf = (value: Fields, name: string) => listOf(value, name).map((item) => item['key']);
const valueTypes = (value: Fields, name: string) =>
  tally(listOf(value, name).map((item) => xsdTypes[typeof item['value']]));

const sums: Readonly<Record<string, (value: Fields) => unknown>> = {
  decodedType: (value) => value['_type'],
  faultType: (value) => (value['fault'] as Fields)['_type'],
  propNames: (value) => listOf(value, 'propSet').map((property) => property['name']),
  optionCountByXsdType: (value) => valueTypes(value, 'option'),
  extraConfigCountByXsdType: (value) => valueTypes(value, 'extraConfig'),
  distinctOptionKeys: (value) => new Set(keysOf(value, 'option')).size,
  emptyStringOptions: (value) =>
    listOf(value, 'option').filter((option) => option['value'] === '').length,
  optionDefCountByType: (value) =>
    tally(listOf(value, 'optionDef').map((def) => (def['optionType'] as Fields)['_type'])),
  optionKeysWithoutOptionDef: (value) => {
    const defined = new Set(keysOf(value, 'optionDef'));
    return keysOf(value, 'option').filter((key) => !defined.has(key)).length;
  },
  featureCapabilityCountByValue: (value) =>
    tally(listOf(value, 'featureCapability').map((feature) => feature['value'])),
  deviceTypes: (value) => listOf(value, 'device').map((device) => device['_type']),
};

/** A decoded value as expected.json writes it: digits of an xsd:long in a string, an option with the type of its value. */
export function asExpected(value: unknown, expected: unknown): unknown {
  if (typeof expected === 'object' && expected !== null && 'xsdType' in expected) {
    const { value: inner } = value as Fields;
    return { xsdType: xsdTypes[typeof inner], value: asExpected(inner, undefined) };
  }
  return typeof value === 'bigint' ? String(value) : value;
}
