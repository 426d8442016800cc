import type { WireCases } from './wire-case.ts';

/** Managed object references: the type is the attribute, the value is opaque. */
export const references: WireCases = {
  both: [
    {
      shows: 'type and value',
      declared: 'ManagedObjectReference',
      xml: '<x type="VirtualMachine">vm-42</x>',
      value: { type: 'VirtualMachine', value: 'vm-42' },
    },
    {
      shows: 'a value of digits only is a string',
      declared: 'ManagedObjectReference',
      xml: '<x type="VirtualMachine">86</x>',
      value: { type: 'VirtualMachine', value: '86' },
    },
    {
      shows: 'brackets in the value',
      declared: 'ManagedObjectReference',
      xml: '<x type="PropertyFilter">session[52b4]52db</x>',
      value: { type: 'PropertyFilter', value: 'session[52b4]52db' },
    },
    {
      shows: 'one where anything may stand',
      declared: 'xsd:anyType',
      xml: '<x type="Folder" xsi:type="ManagedObjectReference">group-v3</x>',
      value: { type: 'Folder', value: 'group-v3' },
    },
    {
      shows: 'the server that it belongs to, where several are linked',
      declared: 'ManagedObjectReference',
      xml: '<x type="VirtualMachine" serverGuid="5f1c">vm-42</x>',
      value: { type: 'VirtualMachine', value: 'vm-42', serverGuid: '5f1c' },
    },
    {
      shows: 'the same where anything may stand',
      declared: 'xsd:anyType',
      xml: '<x type="Folder" serverGuid="a&quot;b" xsi:type="ManagedObjectReference">group-v3</x>',
      value: { type: 'Folder', value: 'group-v3', serverGuid: 'a"b' },
    },
    {
      shows: 'quotes in the type',
      declared: 'ManagedObjectReference',
      xml: '<x type="a&quot;b">1</x>',
      value: { type: 'a"b', value: '1' },
    },
  ],
  respelt: [
    {
      shows: 'xsi:type before type',
      declared: 'xsd:anyType',
      xml: '<x xsi:type="ManagedObjectReference" type="Folder">group-v3</x>',
      value: { type: 'Folder', value: 'group-v3' },
    },
    {
      shows: 'serverGuid before type',
      declared: 'ManagedObjectReference',
      xml: '<x serverGuid="5f1c" type="VirtualMachine">vm-42</x>',
      value: { type: 'VirtualMachine', value: 'vm-42', serverGuid: '5f1c' },
    },
    {
      shows: 'an xsi:type that repeats the declared one',
      declared: 'ManagedObjectReference',
      xml: '<x type="Task" xsi:type="ManagedObjectReference">task-1</x>',
      value: { type: 'Task', value: 'task-1' },
    },
    {
      shows: 'one in a field that the schema does not know, by its attribute',
      declared: 'xsd:anyType',
      xml: '<x type="Task">task-1</x>',
      value: { type: 'Task', value: 'task-1' },
    },
  ],
  readOnly: [
    {
      shows: 'the serverGuid of a reference says nothing of the next one',
      declared: 'xsd:anyType',
      xml: `<x xsi:type="ArrayOfManagedObjectReference"><ManagedObjectReference type="Task" serverGuid="5f1c">task-1</ManagedObjectReference>
        <ManagedObjectReference type="Task">task-2</ManagedObjectReference></x>`,
      value: [
        { type: 'Task', value: 'task-1', serverGuid: '5f1c' },
        { type: 'Task', value: 'task-2' },
      ],
    },
  ],
};
