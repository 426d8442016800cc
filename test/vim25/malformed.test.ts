import { expect, test } from 'vitest';
import { UnreadableError } from '../../src/errors.ts';
import { EnvelopeDecoder } from '../../src/vim25/envelope.ts';
import { decode } from '../helpers/wire.ts';

function decodeEnvelope(xml: string): unknown {
  const decoder = new EnvelopeDecoder();
  decoder.write(xml);
  return decoder.end();
}

/** Reads `xml` and returns what the error says. */
function complaint(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableError);
    return (error as Error).message;
  }
  return 'no complaint';
}

test.each([
  ['nothing', '', /unclosed|empty|root/i],
  ['white space', '  \n', /root|empty/i],
  ['a start without an end', '<Envelope><Body>', /unclosed/],
  ['a tag that breaks off', '<Envelope><Bo', /unclosed|end/i],
  ['crossed tags', '<a><b></a></b>', /unexpected close tag/],
  ['two roots', '<a/><b/>', /one root/],
  ['text after the root', '<a/>b', /text data outside of root/],
  ['an attribute twice', '<a b="1" b="2"/>', /duplicate attribute/],
  ['an attribute without quotes', '<a b=1/>', /unquoted/],
  ['an unknown entity', '<a>&nbsp;</a>', /entity/],
  ['a reference to a forbidden character', '<a>&#0;</a>', /character/],
  ['a control character', '<a>\u0001</a>', /character/],
  ['a bare ampersand', '<a>b & c;</a>', /entity/i],
  ['a CDATA that does not end', '<a><![CDATA[b</a>', /unclosed|CDATA|end/i],
  ['a page of HTML', '<html><head><meta charset="utf-8"></head></html>', /malformed/],
  ['JSON', '{"a": 1}', /malformed/],
])('%s is refused with what is wrong', (_, xml, reason) => {
  expect(complaint(() => decode('xsd:anyType', xml))).toMatch(reason);
});

test.each([
  [
    'with entities in it',
    '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><a>&lol2;</a>',
  ],
  ['with an address', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
  ['of HTML', '<!DOCTYPE html><html></html>'],
])('a document type declaration %s is refused', (_, xml) => {
  expect(complaint(() => decode('xsd:anyType', xml))).toMatch(/document type declaration/);
});

test('an encoding that is not UTF-8 is refused', () => {
  const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>b</a>`;
  expect(complaint(() => decode('xsd:anyType', xml('ISO-8859-1')))).toMatch(
    /ISO-8859-1 is not UTF-8/,
  );
  expect(complaint(() => decode('xsd:anyType', xml('utf-16')))).toMatch(/utf-16 is not UTF-8/);
  expect(decode('xsd:anyType', xml('UTF-8'))).toBe('b');
  expect(decode('xsd:anyType', xml('utf-8'))).toBe('b');
  expect(decode('xsd:anyType', "<?xml version='1.0' ?><a>b</a>")).toBe('b');
});

test('200 levels are read, 201 are refused, and a million end at the 201st', () => {
  const nest = (levels: number) => '<a>'.repeat(levels);
  expect(decode('xsd:anyType', nest(200) + '</a>'.repeat(200))).toBeTypeOf('object');
  expect(complaint(() => decode('xsd:anyType', nest(201)))).toMatch(/deeper than 200/);
  expect(complaint(() => decode('xsd:anyType', nest(1_000_000)))).toMatch(/deeper than 200/);
});

test.each([
  ['xsd:int', 'ten'],
  ['xsd:int', ''],
  ['xsd:int', '1.5'],
  ['xsd:int', '2147483648'],
  ['xsd:int', '0x10'],
  ['xsd:short', '40000'],
  ['xsd:byte', '256'],
  ['xsd:long', '1e3'],
  ['xsd:long', ''],
  ['xsd:boolean', 'yes'],
  ['xsd:boolean', ''],
  ['xsd:double', ''],
  ['xsd:double', 'one'],
  ['xsd:double', '0x10'],
  ['xsd:double', 'Infinity'],
  ['xsd:double', 'constructor'],
])('%s does not take "%s"', (type, text) => {
  expect(complaint(() => decode(type, `<a>${text}</a>`))).toMatch(`'${text}' is no `);
});

test('what is wrong is told with its place', () => {
  const xml = '<Envelope><Body><LoginResponse><returnval><callCount>many</callCount>';
  expect(complaint(() => decodeEnvelope(xml))).toBe(
    "at Envelope/Body/LoginResponse/returnval/callCount: 'many' is no xsd:long",
  );
});

test.each([
  ['no body', '<Envelope><Header/></Envelope>'],
  ['an empty body', '<Envelope><Body/></Envelope>'],
  ['text in the body', '<Envelope><Body>busy</Body></Envelope>'],
  ['another root', '<html><body>busy</body></html>'],
  ['a root with a body in it', '<Letter><Body><LogoutResponse/></Body></Letter>'],
])('an envelope with %s is none', (_, xml) => {
  expect(complaint(() => decodeEnvelope(xml))).toMatch(/not a SOAP envelope/);
});

test('an envelope with a body that says it is text is none', () => {
  const xml = '<Envelope><Body xsi:type="xsd:string">busy</Body></Envelope>';
  expect(complaint(() => decodeEnvelope(xml))).toBe(
    'at Envelope/Body: a xsd:string is where a soap:Body belongs',
  );
});

test('a list that is declared a scalar by the server is read as the scalar it says', () => {
  const xml = '<a xsi:type="ArrayOfInt"><int>1</int><int>two</int></a>';
  expect(complaint(() => decode('xsd:anyType', xml))).toBe("at a/int: 'two' is no xsd:int");
});

test('a pair of surrogates may come in two pieces', () => {
  expect(decode('xsd:string', '<a>\uD83D', '\uDDA5</a>')).toBe('\u{1F5A5}');
});

test('a long text in many pieces is one text', () => {
  const pieces = Array.from({ length: 1000 }, (_, index) => `${index},`);
  expect(decode('xsd:string', '<a>', ...pieces, '</a>')).toBe(pieces.join(''));
});
