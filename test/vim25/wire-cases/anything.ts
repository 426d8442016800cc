import type { WireCases } from './wire-case.ts';

const inAny = (shows: string, xml: string, value: unknown) => ({
  shows,
  declared: 'xsd:anyType',
  xml,
  value,
});

/** Where the schema says xsd:anyType, xsi:type decides. */
export const anything: WireCases = {
  both: [
    inAny('a string', '<x xsi:type="xsd:string">60</x>', '60'),
    inAny('an xsd:int is a number', '<x xsi:type="xsd:int">500</x>', 500),
    inAny('an xsd:long is a bigint', '<x xsi:type="xsd:long">192</x>', 192n),
    inAny('a boolean', '<x xsi:type="xsd:boolean">false</x>', false),
    inAny('a double', '<x xsi:type="xsd:double">0.5</x>', 0.5),
    inAny(
      'an object carries its type',
      '<x xsi:type="OptionValue"><key>a.b</key><value xsi:type="xsd:int">1</value></x>',
      { _type: 'OptionValue', key: 'a.b', value: 1 },
    ),
    inAny(
      'a fault inside a value',
      `<x xsi:type="LocalizedMethodFault">
        <fault xsi:type="InvalidPowerState"><existingState>poweredOn</existingState></fault>
        <localizedMessage>no</localizedMessage></x>`,
      {
        _type: 'LocalizedMethodFault',
        fault: { _type: 'InvalidPowerState', existingState: 'poweredOn' },
        localizedMessage: 'no',
      },
    ),
  ],
  readOnly: [
    inAny('ArrayOfString', '<x xsi:type="ArrayOfString"><string>a</string><string>b</string></x>', [
      'a',
      'b',
    ]),
    inAny('ArrayOfInt of one', '<x xsi:type="ArrayOfInt"><int>-1</int></x>', [-1]),
    inAny('ArrayOfLong', '<x xsi:type="ArrayOfLong"><long>9007199254740993</long></x>', [
      9007199254740993n,
    ]),
    inAny('an empty array is an array', '<x xsi:type="ArrayOfManagedObjectReference"></x>', []),
    inAny('a self-closed array is an array', '<x xsi:type="ArrayOfOptionValue"/>', []),
    inAny(
      'ArrayOfManagedObjectReference',
      `<x xsi:type="ArrayOfManagedObjectReference">
        <ManagedObjectReference type="Datastore" xsi:type="ManagedObjectReference">datastore-1</ManagedObjectReference></x>`,
      [{ type: 'Datastore', value: 'datastore-1' }],
    ),
    inAny(
      'ArrayOfOptionValue, each with a value of its own type',
      `<x xsi:type="ArrayOfOptionValue">
        <OptionValue xsi:type="OptionValue"><key>a</key><value xsi:type="xsd:string"></value></OptionValue>
        <OptionValue><key>b</key><value xsi:type="xsd:long">1</value></OptionValue></x>`,
      [
        { key: 'a', value: '' },
        { key: 'b', value: 1n },
      ],
    ),
    inAny(
      'ArrayOfVirtualDevice names the subtype of each device',
      `<x xsi:type="ArrayOfVirtualDevice">
        <VirtualDevice xsi:type="VirtualIDEController"><key>200</key><busNumber>0</busNumber></VirtualDevice></x>`,
      [{ _type: 'VirtualIDEController', key: 200, busNumber: 0 }],
    ),
    inAny(
      'ArrayOfAnyType',
      '<x xsi:type="ArrayOfAnyType"><anyType xsi:type="xsd:int">1</anyType><anyType xsi:type="xsd:string">1</anyType></x>',
      [1, '1'],
    ),
    inAny(
      'an array of a type that the schema does not know',
      '<x xsi:type="ArrayOfGuestNicInfo"><GuestNicInfo><network>n</network></GuestNicInfo></x>',
      [{ _type: '', children: [{ name: 'network', value: 'n' }] }],
    ),
    inAny('an enum is its text', '<x xsi:type="TaskInfoState">success</x>', 'success'),
    inAny(
      'a date is its text',
      '<x xsi:type="xsd:dateTime">2026-11-22T00:00:00Z</x>',
      '2026-11-22T00:00:00Z',
    ),
    inAny('text without a type is text, not a number', '<x>42</x>', '42'),
  ],
};
