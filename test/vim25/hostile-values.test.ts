import { describe, expect, it, test } from 'vitest';
import { UnreadableError } from '../../src/errors.ts';
import { decode } from '../helpers/wire.ts';

/** The error of reading an element; reading has to fail, and soon: in time that grew with the square of these texts a test would not end. */
function refusal(declared: string, xml: string): UnreadableError {
  try {
    decode(declared, xml);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableError);
    return error as UnreadableError;
  }
  throw new Error('it was read');
}

const digits = '9'.repeat(200_000);
const numbers = ['xsd:byte', 'xsd:short', 'xsd:int', 'xsd:long', 'xsd:float', 'xsd:double'];

describe('a value that is larger than any of its type', () => {
  it.each([...numbers, 'xsd:boolean', 'xsd:dateTime'])('is refused at once as %s', (type) => {
    for (const text of [
      digits,
      `${digits}x`,
      `-${digits}.`,
      ' '.repeat(200_000),
      'x'.repeat(200_000),
    ]) {
      expect(refusal(type, `<a>${text}</a>`).message.length).toBeLessThan(200);
      const anything = `<a xsi:type="${type}">${text}</a>`;
      expect(refusal('xsd:anyType', anything).message.length).toBeLessThan(200);
    }
  });

  it('is refused before the rest of it has come', () => {
    expect(() => decode('xsd:long', '<a>', '9'.repeat(300))).toThrow(UnreadableError);
    expect(() => decode('VirtualMachinePowerState', '<a>', 'x'.repeat(10_001))).toThrow(
      UnreadableError,
    );
  });

  it.each(['9223372036854775808', '-9223372036854775809'])('is refused as xsd:long: %s', (text) => {
    expect(refusal('xsd:long', `<a>${text}</a>`).message).toBe(`at a: '${text}' is no xsd:long`);
  });

  it('is refused as a reference', () => {
    refusal('ManagedObjectReference', `<a type="Task">${digits}</a>`);
    refusal('ManagedObjectReference', `<a type="${digits}">task-1</a>`);
  });
});

test('a text may be as long as an answer', () => {
  expect(decode('xsd:string', `<a>${digits}</a>`)).toBe(digits);
});

describe('a message about an answer is short', () => {
  const name = 'n'.repeat(200_000);
  it.each([
    ['the name of a type', 'xsd:anyType', `<a xsi:type="${name}"/>`],
    ['the prefix of a type', 'xsd:anyType', `<a xsi:type="${name}:"/>`],
    ['the name of an element', 'xsd:anyType', `<${name}><b xsi:type="xsd:int">x</b></${name}>`],
    ['tags that cross', 'xsd:anyType', `<a><${name}></a></${name}>`],
    ['an entity', 'xsd:anyType', `<a>&${name};</a>`],
    ['an encoding', 'xsd:anyType', `<?xml version="1.0" encoding="${name}"?><a/>`],
    ['a text', 'xsd:boolean', `<a>${name}</a>`],
  ])('with %s of 200,000 characters', (_, declared, xml) => {
    expect(refusal(declared, xml).message.length).toBeLessThan(1500);
  });
});

/** Names that every object of JavaScript has. */
const inherited = [
  'constructor',
  '__proto__',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
];

describe.each(inherited)('the name %s', (name) => {
  it('is a type like any other that nobody knows', () => {
    expect(decode('xsd:anyType', `<a xsi:type="${name}"><b>1</b></a>`)).toEqual({
      _type: name,
      children: [{ name: 'b', value: '1' }],
    });
    expect(decode('xsd:anyType', `<a xsi:type="xsd:${name}">1</a>`)).toBe('1');
    expect(decode('xsd:anyType', `<a xsi:type="ArrayOf${name}"><b>1</b></a>`)).toEqual(['1']);
    expect(decode('OptionValue', `<a xsi:type="${name}"><key>k</key></a>`)).toEqual({
      _type: name,
      key: 'k',
    });
  });

  it('is a field like any other that nobody knows', () => {
    expect(decode('OptionValue', `<a><key>k</key><${name}>1</${name}></a>`)).toEqual({
      key: 'k',
      _unknown: [{ name, value: '1' }],
    });
  });
});

describe('a type in the place of another', () => {
  it.each([
    ['ManagedObjectReference', 'xsd:string'],
    ['ManagedObjectReference', 'OptionValue'],
    ['xsd:string', 'OptionValue'],
    ['xsd:string', 'ManagedObjectReference'],
    ['xsd:string', 'ArrayOfString'],
    ['VirtualMachinePowerState', 'ArrayOfOptionValue'],
    ['OptionValue', 'xsd:string'],
    ['OptionValue', 'ManagedObjectReference'],
    ['OptionValue', 'ArrayOfOptionValue'],
    ['OptionValue', 'VirtualMachinePowerState'],
    ['OptionValue', 'UserSession'],
    ['VirtualDevice', 'OptionValue'],
  ])('is refused: where a %s belongs, a %s', (declared, named) => {
    expect(refusal(declared, `<a xsi:type="${named}"/>`).message).toBe(
      `at a: a ${named} is where a ${declared} belongs`,
    );
  });

  it('is read as the place says where both are scalars', () => {
    expect(decode('xsd:long', '<a xsi:type="xsd:int">1</a>')).toBe(1n);
    expect(decode('xsd:boolean', '<a xsi:type="xsd:string">true</a>')).toBe(true);
    expect(decode('xsd:int', '<a xsi:type="xsd:anyType">1</a>')).toBe(1);
  });

  it('is fine where it extends the other', () => {
    expect(
      decode('OptionType', '<a xsi:type="BoolOption"><supported>1</supported></a>'),
    ).toMatchObject({
      _type: 'BoolOption',
      supported: true,
    });
  });
});

test.each([
  ['OptionValue', '<a/>', 'the OptionValue has no key'],
  ['ObjectContent', '<a><propSet><name>n</name></propSet></a>', 'the ObjectContent has no obj'],
  ['MissingProperty', '<a><path>p</path></a>', 'the MissingProperty has no fault'],
])('a %s without what the API requires is refused: %s', (declared, xml, says) => {
  expect(refusal(declared, xml).message).toContain(says);
});

test('what an old server cannot send is not required', () => {
  const user =
    '<a><key>k</key><userName>u</userName><fullName>f</fullName><loginTime>2010-01-01T00:00:00Z</loginTime>' +
    '<lastActiveTime>2010-01-01T00:00:00Z</lastActiveTime><locale>en</locale><messageLocale>en</messageLocale></a>';
  expect(decode('UserSession', user)).toMatchObject({ key: 'k' });
});

test('a list that is required and empty is there', () => {
  expect(decode('RetrieveResult', '<a/>')).toEqual({ objects: [] });
});
