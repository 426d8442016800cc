import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import { translate } from '../../src/nested/plan/extra-config.ts';
import { withProfile } from '../../src/nested/plan/profiles.ts';

describe('vhv.enable becomes the flag', () => {
  test.each([
    ['TRUE', true],
    ['true', true],
    ['1', true],
    ['yes', true],
    ['FALSE', false],
    ['0', false],
    ['off', false],
    [null, false],
  ])('%s', (value, nestedHVEnabled) => {
    expect(translate({ extraConfig: { 'vhv.enable': value } })).toStrictEqual({
      desired: { nestedHVEnabled, extraConfig: {} },
      flagTranslated: true,
    });
  });

  test('in any letters, beside other keys', () => {
    expect(
      translate({ extraConfig: { 'VHV.Enable': 'TRUE', 'disk.EnableUUID': 'TRUE' } }),
    ).toStrictEqual({
      desired: { nestedHVEnabled: true, extraConfig: { 'disk.EnableUUID': 'TRUE' } },
      flagTranslated: true,
    });
  });

  test('and may say what the flag says', () => {
    expect(
      translate({ nestedHVEnabled: true, extraConfig: { 'vhv.enable': 'TRUE' } }).desired
        .nestedHVEnabled,
    ).toBe(true);
  });

  test.each<[string, Parameters<typeof translate>[0]]>([
    ['contradicts the flag', { nestedHVEnabled: true, extraConfig: { 'vhv.enable': 'FALSE' } }],
    [
      'is taken away while the flag is wanted',
      { nestedHVEnabled: true, extraConfig: { 'vhv.enable': null } },
    ],
    [
      'stands twice and contradicts itself',
      { extraConfig: { 'vhv.enable': 'TRUE', 'VHV.ENABLE': 'FALSE' } },
    ],
    ['is no flag', { extraConfig: { 'vhv.enable': 'maybe' } }],
    ['is empty text', { extraConfig: { 'vhv.enable': '' } }],
  ])('and is refused where it %s', (_, desired) => {
    expect(() => translate(desired)).toThrow(InvalidValueError);
  });
});

describe('keys that the server drops without a word are refused', () => {
  test.each([
    'numvcpus',
    'memsize',
    'svga.vramSize',
    'tools.syncTime',
    'ftcpt.ftEncryptionMode',
    'migrate.encryptionMode',
    'vhv.allow',
    'NUMVCPUS',
  ])('%s', (key) => {
    expect(() => translate({ extraConfig: { [key]: '1' } })).toThrow(
      `${key} cannot be set as an advanced option`,
    );
    expect(() => translate({ extraConfig: { [key]: null } })).toThrow(InvalidValueError);
  });
});

test('other keys stay as they are; empty text is a key gone', () => {
  expect(
    translate({ nestedHVEnabled: false, extraConfig: { a: '1', b: '', c: null, D: ' ' } }),
  ).toStrictEqual({
    desired: { nestedHVEnabled: false, extraConfig: { a: '1', b: null, c: null, D: ' ' } },
    flagTranslated: false,
  });
});

test('nothing wanted is nothing wanted', () => {
  expect(translate({ extraConfig: {} })).toStrictEqual({
    desired: { extraConfig: {} },
    flagTranslated: false,
  });
});

describe('a pasted line of a .vmx file', () => {
  test.each<[Record<string, string | null>, Record<string, string | null>]>([
    [{ ' mce.enable\t': '"TRUE"' }, { 'mce.enable': 'TRUE' }],
    [{ a: '  "x y" ' }, { a: 'x y' }],
    [{ a: '""' }, { a: null }],
    [{ a: '" "' }, { a: ' ' }],
    // Not quoted as a whole: the quotes belong to the value.
    [
      { a: '"x" and "y"', b: '{"c":"d"}', c: '"', d: '\'"x"\'' },
      { a: '"x" and "y"', b: '{"c":"d"}', c: '"', d: '\'"x"\'' },
    ],
  ])('%j means %j', (extraConfig, meant) => {
    const { desired } = translate({ extraConfig });
    expect(desired).toStrictEqual({ extraConfig: meant });
    expect(translate(desired).desired).toStrictEqual(desired);
  });

  test.each([
    '',
    '  ',
    'a b',
    '"a"',
    'a"',
    "'a'",
    '“a”',
    'a\u200bb',
    'a\nb',
    '__proto__',
    ' __proto__',
  ])('has no key %j', (key) => {
    const extraConfig = Object.fromEntries([[key, '1']]);
    expect(() => translate({ extraConfig })).toThrow(InvalidValueError);
    expect(() => withProfile({ extraConfig }, 'hyper-v')).toThrow(InvalidValueError);
  });
});

test.each(['constructor', 'toString'])('%s is a key like others', (key) => {
  const extraConfig = Object.fromEntries([[key, '1']]);
  expect(Object.entries(translate({ extraConfig }).desired.extraConfig)).toStrictEqual([
    [key, '1'],
  ]);
});

test('one key in two spellings is refused: the VM has only one', () => {
  expect(() =>
    translate({ extraConfig: { 'disk.EnableUUID': 'TRUE', 'disk.enableuuid': 'FALSE' } }),
  ).toThrow('disk.enableuuid is the same key as disk.EnableUUID');
});
