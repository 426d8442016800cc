import type { WireCases } from './wire-case.ts';

/** Newer and older servers: nothing is guessed, nothing is lost. */
export const unknown: WireCases = {
  readOnly: [
    {
      shows: 'an unknown field is kept beside the known ones',
      declared: 'OptionValue',
      xml: '<x><dynamicType>t</dynamicType><key>a</key><value xsi:type="xsd:int">1</value></x>',
      value: { key: 'a', value: 1, _unknown: [{ name: 'dynamicType', value: 't' }] },
    },
    {
      shows: 'several unknown fields stay in wire order, each with its own type',
      declared: 'SelectionSpec',
      xml: '<x><b>1</b><name>n</name><a xsi:type="xsd:int">2</a><b type="Task">task-1</b></x>',
      value: {
        name: 'n',
        _unknown: [
          { name: 'b', value: '1' },
          { name: 'a', value: 2 },
          { name: 'b', value: { type: 'Task', value: 'task-1' } },
        ],
      },
    },
    {
      shows: 'text after a reference is text',
      declared: 'SelectionSpec',
      xml: '<x><a type="Task">task-1</a><b>1</b></x>',
      value: {
        _unknown: [
          { name: 'a', value: { type: 'Task', value: 'task-1' } },
          { name: 'b', value: '1' },
        ],
      },
    },
    {
      shows: 'an unknown subtype has the fields of its declared base, its name and the rest',
      declared: 'VirtualDevice',
      xml: '<x xsi:type="VirtualQuantumCard"><key>4000</key><qubits>7</qubits></x>',
      value: {
        _type: 'VirtualQuantumCard',
        key: 4000,
        _unknown: [{ name: 'qubits', value: '7' }],
      },
    },
    {
      shows: 'an unknown fault is a MethodFault of that name',
      declared: 'LocalizedMethodFault',
      xml: '<x><fault xsi:type="QuantumFault"><qubits>7</qubits></fault><localizedMessage/></x>',
      value: {
        fault: { _type: 'QuantumFault', _unknown: [{ name: 'qubits', value: '7' }] },
        localizedMessage: '',
      },
    },
    {
      shows: 'an unknown type where anything may stand keeps its children',
      declared: 'xsd:anyType',
      xml: '<x xsi:type="QuantumInfo"><qubits>7</qubits><on>true</on></x>',
      value: {
        _type: 'QuantumInfo',
        children: [
          { name: 'qubits', value: '7' },
          { name: 'on', value: 'true' },
        ],
      },
    },
    {
      shows: 'an unknown type without children is told from text',
      declared: 'xsd:anyType',
      xml: '<x xsi:type="QuantumInfo"/>',
      value: { _type: 'QuantumInfo', children: [] },
    },
    {
      shows: 'text of an unknown type, an enum most likely',
      declared: 'xsd:anyType',
      xml: '<x xsi:type="HostStandbyMode">green</x>',
      value: { _type: 'HostStandbyMode', value: 'green' },
    },
    {
      shows: 'a declared type that the schema leaves out keeps its children',
      declared: 'HostDeploymentInfo',
      xml: '<x><bootedFromStatelessCache>false</bootedFromStatelessCache></x>',
      value: { _type: '', children: [{ name: 'bootedFromStatelessCache', value: 'false' }] },
    },
    {
      shows: 'names of JavaScript are names like others',
      declared: 'SelectionSpec',
      xml: '<x><constructor>a</constructor><__proto__><name>b</name></__proto__></x>',
      value: {
        _unknown: [
          { name: 'constructor', value: 'a' },
          { name: '__proto__', value: { _type: '', children: [{ name: 'name', value: 'b' }] } },
        ],
      },
    },
  ],
};
