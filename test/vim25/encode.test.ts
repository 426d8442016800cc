import { describe, expect, test } from 'vitest';
import { encodeRequest } from '../../src/vim25/encode.ts';
import { writeElement } from '../../src/vim25/write-xml.ts';
import { encode } from '../helpers/wire.ts';

const vm = { type: 'VirtualMachine', value: 'vm-42' };

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

test('tabs and newlines need no escaping in text, and come back from an attribute', () => {
  expect(encode('xsd:string', 'a\tb\nc')).toBe('<x xmlns="urn:vim25">a\tb\nc</x>');
  expect(encode('ManagedObjectReference', { type: 'a\tb\nc', value: 'v' })).toBe(
    '<x xmlns="urn:vim25" type="a&#x9;b&#xA;c">v</x>',
  );
});
