import { expect, test } from 'vitest';
import { formatMoRef, isMoRef, sameMoRef } from '../../src/vim25/moref.ts';

test.each([
  ['VirtualMachine:vm-42', { type: 'VirtualMachine', value: 'vm-42' }],
  ['VirtualMachine:86', { type: 'VirtualMachine', value: '86' }],
  ['PropertyFilter:session[52b4]:a:b', { type: 'PropertyFilter', value: 'session[52b4]:a:b' }],
])('%s is what names a reference', (text, moRef) => {
  expect(formatMoRef(moRef)).toBe(text);
});

test('a reference is told from data objects with fields of the same names', () => {
  expect(isMoRef({ type: 'Task', value: 'task-1' })).toBe(true);
  expect(isMoRef({ type: 'Task', value: '' })).toBe(true);
  expect(isMoRef({ _type: 'Nonsense', type: 'Task', value: 'task-1' })).toBe(false);
  expect(isMoRef({ type: 'Task' })).toBe(false);
  expect(isMoRef({ type: 'Task', value: 1 })).toBe(false);
  expect(isMoRef('Task:task-1')).toBe(false);
  expect(isMoRef(null)).toBe(false);
  expect(isMoRef(undefined)).toBe(false);
});

test('references are the same by type and value', () => {
  const vm = { type: 'VirtualMachine', value: '1' };
  expect(sameMoRef(vm, { ...vm })).toBe(true);
  expect(sameMoRef(vm, { ...vm, value: '2' })).toBe(false);
  expect(sameMoRef(vm, { ...vm, type: 'HostSystem' })).toBe(false);
});
