import { describe, expect, test } from 'vitest';
import { hasFeature, readCpuid } from '../../src/nested/facts/cpu-features.ts';
import type { HostFacts } from '../../src/nested/hosts/host-facts.ts';
import type { HostVerdict } from '../../src/nested/hosts/host-verdict.ts';
import { judgeHost } from '../../src/nested/hosts/host-verdict.ts';
import { hostFacts } from '../helpers/facts.ts';

const said = (value: string) => ({ 'vhv.allow': { answer: 'value', value } }) as const;
const silent = { 'vhv.allow': { answer: 'no such option' } } as const;
const old = { apiVersion: '5.0', version: '5.0.0', nestedHVSupported: undefined };

describe('the verdict on a host', () => {
  test.each<[string, Partial<HostFacts>, HostVerdict, string]>([
    ['says that it can', {}, 'ready', 'capability.nestedHVSupported'],
    [
      'says that it cannot',
      { nestedHVSupported: false },
      'not-ready',
      'capability.nestedHVSupported',
    ],
    [
      'cannot, whatever vhv.allow says',
      { nestedHVSupported: false, options: said('TRUE') },
      'not-ready',
      'capability.nestedHVSupported',
    ],
    [
      'can, whatever vhv.allow says',
      { options: said('FALSE') },
      'ready',
      'capability.nestedHVSupported',
    ],
    [
      'can, though the CPU bit is masked',
      { cpuid: 'none', hvCapable: false },
      'ready',
      'capability.nestedHVSupported',
    ],
    [
      'is not connected',
      { connectionState: 'notResponding' },
      'unknown',
      'runtime.connectionState',
    ],
    [
      'does not say whether it is connected',
      { connectionState: undefined },
      'ready',
      'capability.nestedHVSupported',
    ],
    [
      'does not say whether it can',
      { nestedHVSupported: undefined },
      'unknown',
      'capability.nestedHVSupported',
    ],
    [
      'does not say, though vhv.allow is there',
      { nestedHVSupported: undefined, options: said('TRUE') },
      'unknown',
      'capability.nestedHVSupported',
    ],
    [
      'says nothing at all',
      { nestedHVSupported: undefined, apiVersion: undefined },
      'unknown',
      'capability.nestedHVSupported',
    ],
    ['is a 5.0 that allows it', { ...old, options: said('true') }, 'ready', 'vhv.allow'],
    [
      'is a 5.0 that does not',
      { ...old, options: said('FALSE') },
      'needs-vhv-allow',
      'config.product.apiVersion',
    ],
    [
      'is a 5.0 without the option',
      { ...old, options: silent },
      'needs-vhv-allow',
      'config.product.apiVersion',
    ],
    [
      'is a 5.1',
      { ...old, apiVersion: '5.1', options: said('TRUE') },
      'unknown',
      'capability.nestedHVSupported',
    ],
    [
      'is a 10.0, which is more than 5.1',
      { ...old, apiVersion: '10.0' },
      'unknown',
      'capability.nestedHVSupported',
    ],
  ])('that %s', (_, facts, verdict, because) => {
    expect(judgeHost(hostFacts(facts))).toStrictEqual({ verdict, because });
  });
});

describe('a feature', () => {
  const feature = (key: string, value: string) => ({ key, featureName: key, value });
  test.each([
    ['is there with the value 1', [feature('hv.capable', '1')], true],
    ['is there in other letters, as 6.7 spells it', [feature('HV.Capable', '1')], true],
    ['is there with any value but 0', [feature('hv.capable', '48')], true],
    ['is not there with the value 0, as 6.7 lists it', [feature('hv.capable', '0')], false],
    ['is not there where it is not listed, as 8.0 has it', [feature('cpuid.vmx', '1')], false],
    ['is not known without a list', undefined, undefined],
  ])('%s', (_, features, has) => {
    expect(hasFeature(features, 'hv.capable')).toBe(has);
  });
});

describe('the CPU', () => {
  // In the form of docs/facts.md#cpuid-bits.
  const zeros = '0000:0000:0000:0000:0000:0000:0000:0000';
  const vmx = '1111:1111:1111:1010:0011:0010:0010:1011';
  const svm = '0000:0000:0000:0000:0000:0001:0010:0101';
  const amdLeaf = -2147483647;
  test.each([
    [
      'of a real host has VMX',
      [
        { level: 1, ecx: vmx },
        { level: amdLeaf, ecx: zeros },
      ],
      'vmx',
    ],
    [
      'of an AMD has SVM',
      [
        { level: 1, ecx: zeros },
        { level: amdLeaf, ecx: svm },
      ],
      'svm',
    ],
    [
      'with other bits only has none',
      [
        { level: 1, ecx: vmx.replace('0010:1011', '0000:1011') },
        { level: amdLeaf, ecx: zeros },
      ],
      'none',
    ],
    [
      'with the bit in another leaf has none',
      [
        { level: 1, ecx: zeros },
        { level: 0, ecx: vmx },
        { level: amdLeaf, ecx: zeros },
      ],
      'none',
    ],
    ['whose bits are not told is not known', [{ level: 0, ecx: vmx }], undefined],
    ['of an empty list is not known', [], undefined],
    ['without a list is not known', undefined, undefined],
  ])('%s', (_, features, found) => {
    expect(readCpuid(features)).toBe(found);
  });
});
