import type { WireCases } from './wire-case.ts';

/** Numbers, booleans and dates. */
export const scalars: WireCases = {
  both: [
    {
      shows: 'true and false',
      declared: 'ObjectSpec',
      xml: '<x><obj type="Task">t</obj><skip>false</skip></x>',
      value: { obj: { type: 'Task', value: 't' }, skip: false },
    },
    {
      shows: 'zero is zero',
      declared: 'RetrieveOptions',
      xml: '<x><maxObjects>0</maxObjects></x>',
      value: { maxObjects: 0 },
    },
    {
      shows: 'the lowest xsd:int',
      declared: 'xsd:int',
      xml: '<x>-2147483648</x>',
      value: -2147483648,
    },
    { shows: 'a negative xsd:short', declared: 'xsd:short', xml: '<x>-32634</x>', value: -32634 },
    {
      shows: 'an xsd:long keeps all its digits beyond 2^53',
      declared: 'xsd:long',
      xml: '<x>-6148914691236517206</x>',
      value: -6148914691236517206n,
    },
    { shows: 'a small xsd:long is a bigint too', declared: 'xsd:long', xml: '<x>1</x>', value: 1n },
    {
      shows: 'a date stays as it was sent, with its six decimals',
      declared: 'xsd:dateTime',
      xml: '<x>2019-04-16T13:50:43.404775Z</x>',
      value: '2019-04-16T13:50:43.404775Z',
    },
    {
      shows: 'a date with an offset is not moved to UTC',
      declared: 'xsd:dateTime',
      xml: '<x>2026-11-22T01:02:03+05:30</x>',
      value: '2026-11-22T01:02:03+05:30',
    },
    {
      shows: 'base64 stays undecoded',
      declared: 'xsd:base64Binary',
      xml: '<x>VBn1Z7tILKERM8p3/3kIRWUflT9JDiW+HbOAf23Am2M=</x>',
      value: 'VBn1Z7tILKERM8p3/3kIRWUflT9JDiW+HbOAf23Am2M=',
    },
    {
      shows: 'digits typed xsd:string stay a string',
      declared: 'xsd:string',
      xml: '<x>000</x>',
      value: '000',
    },
    {
      shows: 'an enum is its text',
      declared: 'TaskInfoState',
      xml: '<x>success</x>',
      value: 'success',
    },
    {
      shows: 'an enum value that nobody knows yet is its text',
      declared: 'VirtualMachinePowerState',
      xml: '<x>hibernated</x>',
      value: 'hibernated',
    },
    { shows: 'a double', declared: 'xsd:double', xml: '<x>-0.5</x>', value: -0.5 },
    {
      shows: 'infinity',
      declared: 'xsd:float',
      xml: '<x>-INF</x>',
      value: Number.NEGATIVE_INFINITY,
    },
    { shows: 'not a number', declared: 'xsd:double', xml: '<x>NaN</x>', value: Number.NaN },
  ],
  respelt: [
    { shows: '1 is true', declared: 'xsd:boolean', xml: '<x>1</x>', value: true },
    { shows: '0 is false', declared: 'xsd:boolean', xml: '<x>0</x>', value: false },
    {
      shows: 'white space around a boolean does not count',
      declared: 'xsd:boolean',
      xml: '<x> true\t</x>',
      value: true,
    },
    {
      shows: 'white space around a number does not count',
      declared: 'xsd:int',
      xml: '<x> 42 </x>',
      value: 42,
    },
    { shows: 'a plus sign', declared: 'xsd:long', xml: '<x>+7</x>', value: 7n },
    { shows: 'leading zeros of a number', declared: 'xsd:int', xml: '<x>007</x>', value: 7 },
    {
      shows: 'a double in scientific notation',
      declared: 'xsd:double',
      xml: '<x>1.5E3</x>',
      value: 1500,
    },
  ],
  readOnly: [
    // pciDevice.bus is declared xsd:byte, and servers send 0 to 255.
    { shows: 'an xsd:byte above 127', declared: 'xsd:byte', xml: '<x>255</x>', value: 255 },
  ],
};
