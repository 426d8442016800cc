import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import { encodeMessage, encodeRequest } from '../../src/vim25/encode.ts';
import type { Operations } from '../../src/vim25/types.ts';
import { writeElement } from '../../src/vim25/write-xml.ts';
import { encode } from '../helpers/wire.ts';

const vm = { type: 'VirtualMachine', value: 'vm-42' };

/** What the encoder says against a value: `place reason`. */
function objection(encodeIt: () => unknown): string {
  try {
    encodeIt();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidValueError);
    return (error as Error).message;
  }
  return 'no objection';
}

describe('what the schema does not know', () => {
  const unread = [{ name: 'qubits', value: '7' }];

  test.each([
    ['in a value', 'VirtualMachineFlagInfo', { vbsEnabled: true, _unknown: unread }, 'x'],
    ['deeper', 'VirtualMachineConfigSpec', { flags: { _unknown: unread } }, 'x.flags'],
    [
      'in a list',
      'SelectionSpec',
      { _type: 'TraversalSpec', type: 'a', path: 'b', selectSet: [{ _unknown: unread }] },
      'x.selectSet[0]',
    ],
    [
      'where anything may stand',
      'xsd:anyType',
      { _type: 'OptionValue', key: 'k', _unknown: unread },
      'x',
    ],
    [
      'in a fault of a later version',
      'LocalizedMethodFault',
      { fault: { _type: 'MethodFault', _unknown: unread } },
      'x.fault',
    ],
  ])('is refused and not dropped: %s', (_, declared, value, place) => {
    expect(objection(() => encode(declared, value))).toMatch(
      new RegExp(`^${place.replace('[', '\\[')} holds qubits, which the schema does not know`),
    );
  });

  test('nothing unknown is no objection', () => {
    expect(encode('SelectionSpec', { name: 'a', _unknown: [] })).toContain('<name>a</name>');
  });

  test.each([
    ['an object', { _type: 'QuantumInfo', children: unread }],
    ['an empty object', { _type: 'QuantumInfo', children: [] }],
    ['an object of no name', { _type: '', children: unread }],
  ])('is refused as a whole: %s', (_, value) => {
    expect(objection(() => encode('xsd:anyType', value))).not.toBe('no objection');
    expect(objection(() => encode('VirtualDevice', value))).not.toBe('no objection');
  });
});

describe('order', () => {
  test('fields go out in wire order, whatever order they were given in', () => {
    const spec = {
      nestedHVEnabled: true,
      extraConfig: [{ value: 'TRUE', key: 'disk.EnableUUID' }],
      changeVersion: '2026-11-22T00:00:00.123456Z',
    };
    expect(writeElement(encodeRequest('ReconfigVM_Task', vm, { spec }))).toBe(
      '<ReconfigVM_Task xmlns="urn:vim25"><_this type="VirtualMachine">vm-42</_this><spec>' +
        '<changeVersion>2026-11-22T00:00:00.123456Z</changeVersion>' +
        '<extraConfig><key>disk.EnableUUID</key><value xsi:type="xsd:string">TRUE</value></extraConfig>' +
        '<nestedHVEnabled>true</nestedHVEnabled></spec></ReconfigVM_Task>',
    );
  });

  test('the fields of a base stand before those of the type itself', () => {
    const value = {
      _type: 'TraversalSpec',
      selectSet: [{ name: 'b' }],
      path: 'view',
      type: 'ContainerView',
      name: 'a',
    };
    expect(encode('SelectionSpec', value)).toBe(
      '<x xmlns="urn:vim25" xsi:type="TraversalSpec"><name>a</name><type>ContainerView</type><path>view</path>' +
        '<selectSet><name>b</name></selectSet></x>',
    );
  });

  test('the fields of three generations stand oldest first', () => {
    const value = {
      sharedBus: 'noSharing',
      busNumber: 0,
      key: 1000,
      device: [2000],
      hotAddRemove: true,
    };
    expect(encode('VirtualSCSIController', value)).toBe(
      '<x xmlns="urn:vim25"><key>1000</key><busNumber>0</busNumber><device>2000</device>' +
        '<hotAddRemove>true</hotAddRemove><sharedBus>noSharing</sharedBus></x>',
    );
  });
});

describe('xsi:type', () => {
  test('is left out where the value is of the declared type, named or not', () => {
    expect(encode('SelectionSpec', { name: 'a' })).not.toContain('xsi:type');
    expect(encode('SelectionSpec', { _type: 'SelectionSpec', name: 'a' })).not.toContain(
      'xsi:type',
    );
  });

  test('stands on a subtype', () => {
    expect(encode('TaskReason', { _type: 'TaskReasonUser', userName: 'u' })).toContain(
      'xsi:type="TaskReasonUser"',
    );
  });

  test.each([
    ['a string', 'TRUE', '<value xsi:type="xsd:string">TRUE</value>'],
    ['an empty string', '', '<value xsi:type="xsd:string"></value>'],
    ['a number', 4, '<value xsi:type="xsd:int">4</value>'],
    ['a fraction', 0.5, '<value xsi:type="xsd:double">0.5</value>'],
    ['a bigint', 4n, '<value xsi:type="xsd:long">4</value>'],
    ['false', false, '<value xsi:type="xsd:boolean">false</value>'],
    ['a short', { _type: 'xsd:short', value: 7 }, '<value xsi:type="xsd:short">7</value>'],
    [
      'a date',
      { _type: 'xsd:dateTime', value: '2026-11-22T00:00:00Z' },
      '<value xsi:type="xsd:dateTime">2026-11-22T00:00:00Z</value>',
    ],
    [
      'an enum',
      { _type: 'TaskInfoState', value: 'success' },
      '<value xsi:type="TaskInfoState">success</value>',
    ],
    [
      'an array',
      { _type: 'ArrayOfString', value: ['a', 'b'] },
      '<value xsi:type="ArrayOfString"><string>a</string><string>b</string></value>',
    ],
    ['an empty array', { _type: 'ArrayOfInt', value: [] }, '<value xsi:type="ArrayOfInt"></value>'],
    [
      'an array of objects',
      { _type: 'ArrayOfOptionValue', value: [{ key: 'a', value: 1 }] },
      '<value xsi:type="ArrayOfOptionValue"><OptionValue><key>a</key><value xsi:type="xsd:int">1</value></OptionValue></value>',
    ],
  ])('says what %s is where anything may stand', (_, value, xml) => {
    expect(encode('OptionValue', { key: 'k', value })).toBe(
      `<x xmlns="urn:vim25"><key>k</key>${xml}</x>`,
    );
  });
});

test('an undefined field is left out; an empty list is too', () => {
  expect(encode('PropertySpec', { type: 'Task', all: undefined, pathSet: [] })).toBe(
    '<x xmlns="urn:vim25"><type>Task</type></x>',
  );
});

describe('what is refused, with the place', () => {
  test.each<[string, object, string]>([
    [
      'a field that the type has not',
      { spec: { nestedHvEnabled: true } },
      'ReconfigVM_Task.spec.nestedHvEnabled is no field of VirtualMachineConfigSpec',
    ],
    [
      'a parameter that the method has not',
      { spec: {}, force: true },
      'ReconfigVM_Task.force is no field of ReconfigVMRequestType',
    ],
    ['a required parameter that is missing', {}, 'ReconfigVM_Task.spec is required'],
    [
      'a required field that is missing',
      { spec: { extraConfig: [{ key: 'a' }, { value: 'b' }] } },
      'ReconfigVM_Task.spec.extraConfig[1].key is required',
    ],
    [
      'null',
      { spec: { nestedHVEnabled: null } },
      'ReconfigVM_Task.spec.nestedHVEnabled must be true or false',
    ],
    [
      'text for a flag',
      { spec: { nestedHVEnabled: 'true' } },
      'ReconfigVM_Task.spec.nestedHVEnabled must be true or false',
    ],
    [
      'a number for a bigint',
      { spec: { memoryMB: 4096 } },
      'ReconfigVM_Task.spec.memoryMB must be a bigint of 64 bits',
    ],
    [
      'more than 64 bits',
      { spec: { memoryMB: 2n ** 63n } },
      'ReconfigVM_Task.spec.memoryMB must be a bigint of 64 bits',
    ],
    [
      'a bigint for a number',
      { spec: { numCPUs: 4n } },
      'ReconfigVM_Task.spec.numCPUs must be a whole number from -2147483648 to 2147483647',
    ],
    [
      'a fraction for a whole number',
      { spec: { numCPUs: 0.5 } },
      'ReconfigVM_Task.spec.numCPUs must be a whole number from -2147483648 to 2147483647',
    ],
    [
      'a number that is too large',
      { spec: { numCPUs: 2 ** 31 } },
      'ReconfigVM_Task.spec.numCPUs must be a whole number from -2147483648 to 2147483647',
    ],
    ['a number for a string', { spec: { name: 86 } }, 'ReconfigVM_Task.spec.name must be a string'],
    [
      'one item for a list',
      { spec: { extraConfig: { key: 'a' } } },
      'ReconfigVM_Task.spec.extraConfig must be an array',
    ],
    [
      'a list for an object',
      { spec: [] },
      'ReconfigVM_Task.spec must be a VirtualMachineConfigSpec',
    ],
    [
      'text for an object',
      { spec: 'on' },
      'ReconfigVM_Task.spec must be a VirtualMachineConfigSpec',
    ],
    [
      'an object of another type',
      { spec: { _type: 'OptionValue', key: 'a' } },
      'ReconfigVM_Task.spec must be a VirtualMachineConfigSpec, and OptionValue is none',
    ],
    [
      'an object of no known type',
      { spec: { _type: 'Nonsense' } },
      'ReconfigVM_Task.spec must be a VirtualMachineConfigSpec, and Nonsense is none',
    ],
    [
      'a field whose type is not in the schema',
      { spec: { vAppConfig: {} } },
      'ReconfigVM_Task.spec.vAppConfig is of the type VmConfigSpec, which the schema does not know',
    ],
    [
      'an object without a type where anything may stand',
      { spec: { extraConfig: [{ key: 'a', value: { a: 1 } }] } },
      'ReconfigVM_Task.spec.extraConfig[0].value does not say its type: give it a _type',
    ],
    [
      'an array where anything may stand',
      { spec: { extraConfig: [{ key: 'a', value: ['b'] }] } },
      'ReconfigVM_Task.spec.extraConfig[0].value does not say its type: give it a _type',
    ],
    [
      'a control character',
      { spec: { extraConfig: [{ key: 'a', value: 'x\u0000y' }] } },
      'ReconfigVM_Task.spec.extraConfig[0].value holds the character U+0000 at position 1, which XML cannot carry',
    ],
    [
      'half a surrogate pair',
      { spec: { name: 'a\uD83D' } },
      'ReconfigVM_Task.spec.name holds the character U+D83D at position 1, which XML cannot carry',
    ],
    [
      'U+FFFE',
      { spec: { name: '\uFFFE' } },
      'ReconfigVM_Task.spec.name holds the character U+FFFE at position 0, which XML cannot carry',
    ],
  ])('%s', (_, parameters, message) => {
    const wrong = parameters as Operations['ReconfigVM_Task']['parameters'];
    expect(objection(() => encodeRequest('ReconfigVM_Task', vm, wrong))).toBe(message);
  });

  test('something that is no reference', () => {
    const wrong = 'vm-42' as unknown as typeof vm;
    expect(objection(() => encodeRequest('Logout', wrong, {}))).toBe(
      'Logout._this must be a managed object reference',
    );
  });

  test('a control character in the type of a reference', () => {
    expect(objection(() => encodeRequest('Logout', { type: '\u0007', value: 'a' }, {}))).toMatch(
      /^Logout\._this\.type holds the character U\+0007/,
    );
  });

  test('a message that the schema does not know', () => {
    expect(objection(() => encodeMessage('FormatAllDisks', {}))).toBe(
      'FormatAllDisks is no message that the schema knows',
    );
  });
});

test('tabs and newlines need no escaping in text, and come back from an attribute', () => {
  expect(encode('xsd:string', 'a\tb\nc')).toBe('<x xmlns="urn:vim25">a\tb\nc</x>');
  expect(encode('ManagedObjectReference', { type: 'a\tb\nc', value: 'v' })).toBe(
    '<x xmlns="urn:vim25" type="a&#x9;b&#xA;c">v</x>',
  );
});
