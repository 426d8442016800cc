import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import { encodeMessage, encodeRequest } from '../../src/vim25/encode.ts';
import type { Operations } from '../../src/vim25/types.ts';
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
