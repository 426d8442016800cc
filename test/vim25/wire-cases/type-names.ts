import type { WireCases } from './wire-case.ts';

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';
const xsd = 'http://www.w3.org/2001/XMLSchema';

const named = (shows: string, xml: string, value: unknown) => ({
  shows,
  declared: 'xsd:anyType',
  xml,
  value,
});

/** xsi:type is a name in a namespace, whatever prefix stands for it. */
export const typeNames: WireCases = {
  respelt: [
    named(
      "vcsim's own prefix for xsi, bound on the element itself",
      `<x xmlns:XMLSchema-instance="${xsi}" XMLSchema-instance:type="xsd:int">1</x>`,
      1,
    ),
    named('a prefix with an underscore', `<x xmlns:_xsi="${xsi}" _xsi:type="xsd:int">1</x>`, 1),
    named(
      'a prefix that is bound after it is used',
      `<x p:type="xsd:int" xmlns:p="${xsi}">1</x>`,
      1,
    ),
    named('another prefix for xsd', `<x xmlns:s="${xsd}" xsi:type="s:long">1</x>`, 1n),
    named('white space around the name', '<x xsi:type=" xsd:int ">1</x>', 1),
    named(
      'a vim25 type under a prefix, in another default namespace',
      `<x xmlns="urn:pbm" xmlns:vim25="urn:vim25" xsi:type="vim25:NoPermission">
        <vim25:privilegeId>StorageProfile.View</vim25:privilegeId></x>`,
      { _type: 'NoPermission', privilegeId: 'StorageProfile.View' },
    ),
    named('no namespace at all', '<x xmlns="" xsi:type="InvalidLogin"></x>', {
      _type: 'InvalidLogin',
    }),
    named(
      "a type of somebody else's beside xsi:type, before it",
      '<x xmlns:o="urn:other" o:type="n" xsi:type="xsd:int">1</x>',
      1,
    ),
    named(
      "a type of somebody else's beside xsi:type, after it",
      '<x xmlns:o="urn:other" xsi:type="xsd:int" o:type="n">1</x>',
      1,
    ),
    named(
      'an element in a prefix is known by its local name',
      '<v:x xmlns:v="urn:vim25" xsi:type="OptionValue"><v:key>k</v:key></v:x>',
      { _type: 'OptionValue', key: 'k' },
    ),
  ],
  readOnly: [
    named(
      'a type of another namespace is none of vim25',
      '<x xmlns="urn:pbm" xsi:type="OptionValue"/>',
      {
        _type: '{urn:pbm}OptionValue',
        children: [],
      },
    ),
    named(
      'a prefix counts inside its element only',
      `<x xsi:type="ArrayOfAnyType">
        <anyType xmlns:s="${xsd}" xsi:type="s:int">1</anyType>
        <anyType xmlns:s="urn:vim25" xsi:type="s:OptionValue"><key>k</key></anyType></x>`,
      [1, { _type: 'OptionValue', key: 'k' }],
    ),
    named(
      'a prefix of a type does not count after its element',
      `<x xsi:type="ArrayOfAnyType">
        <anyType xmlns:s="${xsd}" xsi:type="s:int">1</anyType><anyType xsi:type="s:int">1</anyType></x>`,
      [1, { _type: 'int', value: '1' }],
    ),
    named(
      'a prefix for xsi does not count after its element',
      `<x xsi:type="ArrayOfAnyType">
        <anyType xmlns:p="${xsi}" p:type="xsd:int">1</anyType><anyType p:type="xsd:int">1</anyType></x>`,
      [1, '1'],
    ),
    named(
      "the attribute type of somebody else's is no xsi:type",
      '<x xmlns:o="urn:other" o:type="xsd:int">1</x>',
      '1',
    ),
  ],
};
