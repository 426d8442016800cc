import { describe, expect, test } from 'vitest';
import { UnreadableError } from '../../src/errors.ts';
import {
  chooseVersion,
  compareVersions,
  knownVersions,
  readServiceVersions,
} from '../../src/vim25/version.ts';

const serviceVersions = (...namespaces: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8" ?><namespaces version="1.0">${namespaces.join('\n')}</namespaces>`;

const namespace = (name: string, version: string, prior: readonly string[]): string =>
  `<namespace><name>${name}</name><version>${version}</version><priorVersions>
    ${prior.map((one) => `<version>${one}</version>`).join('\n')}</priorVersions></namespace>`;

describe('the versions that a server offers', () => {
  test('are read newest first', () => {
    const xml = serviceVersions(namespace('urn:vim25', '6.7.3', ['6.7.2', '6.7', '2.5']));
    expect(readServiceVersions(xml)).toStrictEqual(['6.7.3', '6.7.2', '6.7', '2.5']);
  });

  test('are those of urn:vim25 and of no other namespace', () => {
    const xml = serviceVersions(
      namespace('urn:vim2', '2.0', []),
      namespace('urn:vim25', '5.5', ['5.1']),
      namespace('urn:internalvim25', '9.9', []),
    );
    expect(readServiceVersions(xml)).toStrictEqual(['5.5', '5.1']);
  });

  test('may be one alone, without prior ones', () => {
    const xml = serviceVersions(
      '<namespace><name>urn:vim25</name><version>4.0</version></namespace>',
    );
    expect(readServiceVersions(xml)).toStrictEqual(['4.0']);
  });

  test('are none where there is no urn:vim25', () => {
    expect(readServiceVersions(serviceVersions(namespace('urn:pbm', '1.0', [])))).toStrictEqual([]);
  });

  test('cannot be read out of a page of HTML', () => {
    expect(() => readServiceVersions('<!DOCTYPE html><p>no')).toThrow(UnreadableError);
  });
});

describe('the version to speak', () => {
  test.each([
    ['the highest that both know', ['8.0.2.0', '8.0.1.0', '7.0'], '8.0.2.0'],
    ['a prior one where the top is an internal id', ['uA046D008', '8.0.2.0', '8.0.1.0'], '8.0.2.0'],
    ['ours where the server is newer', ['99.0.0.0', '9.1.0.0', '9.0.0.0'], '9.1.0.0'],
    ['by number, whatever the order of the list', ['6.5', '6.7.3', '6.7'], '6.7.3'],
    ['the oldest we know', ['5.0', '4.1'], '5.0'],
    ['none, where the server is older than all', ['4.1', '4.0', '2.5'], undefined],
    ['none, where it offers none', [], undefined],
  ])('is %s', (_, offered, chosen) => {
    expect(chooseVersion(offered)).toBe(chosen);
  });
});

test('the list of known versions is in order', () => {
  expect(knownVersions.toSorted(compareVersions)).toStrictEqual(knownVersions);
});

test.each([
  ['8.0.2.0', '8.0.10.0', -1],
  ['8.0.10.0', '8.0.2.0', 1],
  ['8.0', '8.0.0.0', 0],
  ['5.1', '5.0', 1],
  ['6.7.3', '7.0', -1],
  ['4.1', '5.1', -1],
])('comparing %s with %s', (one, other, sign) => {
  expect(Math.sign(compareVersions(one, other))).toBe(sign);
});
