import type { SeededRandom } from '../campaign/random.ts';

/** What a value may be replaced with: other kinds of values, none at all, and too much of it. */
const texts = [
  '',
  ' ',
  'x',
  '-1',
  '1e999',
  '00',
  'true',
  '9'.repeat(25),
  '2147483648',
  'a'.repeat(5000),
  '9'.repeat(5000),
];

/** Names that are something else in JavaScript, and types in places of others. */
const types = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'NoSuchType',
  'ArrayOfconstructor',
  'ArrayOfNoSuchType',
  'xsd:constructor',
  'xsd:string',
  'xsd:int',
  'xsd:long',
  'xsd:boolean',
  'xsd:anyType',
  'ManagedObjectReference',
  'ArrayOfString',
  'ArrayOfInt',
  'ArrayOfOptionValue',
  'ArrayOfManagedObjectReference',
  'OptionValue',
  'MethodFault',
  'NoPermission',
  'VirtualMachineConfigInfo',
  'VirtualMachinePowerState',
  'UserSession',
];

type Mutation = (xml: string, random: SeededRandom) => string;

/** Replaces one of the places that match, where there is one. */
function replaceOne(
  xml: string,
  pattern: RegExp,
  random: SeededRandom,
  change: (match: RegExpExecArray) => string,
): string {
  const matches = [...xml.matchAll(pattern)];
  if (matches.length === 0) {
    return xml;
  }
  const match = random.pick(matches);
  return xml.slice(0, match.index) + change(match) + xml.slice(match.index + match[0].length);
}

const leaf = /<(\w+)((?:\s[^<>]*)?)>([^<]*)<\/\1>/g;
const startTag = /<(\w+)((?:\s[^<>]*)?)>/g;
const typed = /((?:xsi:)?type)="([^"]*)"/g;

const mutations: readonly Mutation[] = [
  (xml, random) => replaceOne(xml, leaf, random, () => ''),
  (xml, random) => replaceOne(xml, leaf, random, ([whole]) => whole + whole),
  (xml, random) =>
    replaceOne(
      xml,
      leaf,
      random,
      ([, name, attributes]) => `<${name}${attributes}>${random.pick(texts)}</${name}>`,
    ),
  (xml, random) => replaceOne(xml, leaf, random, ([, name]) => `<${name}><a><b/>c</a></${name}>`),
  (xml, random) => replaceOne(xml, typed, random, ([, name]) => `${name}="${random.pick(types)}"`),
  (xml, random) => replaceOne(xml, typed, random, () => ''),
  (xml, random) =>
    replaceOne(xml, startTag, random, ([, name, attributes = '']) =>
      attributes.includes('xsi:type') || attributes.includes('xmlns')
        ? `<${name}${attributes}>`
        : `<${name}${attributes} xsi:type="${random.pick(types)}">`,
    ),
  (xml, random) => withoutElement(xml, random),
];

/** Takes out an element with all that is in it. */
function withoutElement(xml: string, random: SeededRandom): string {
  return replaceOne(xml, /<(?!\/|\?|\w*:)(\w+)[^<>]*>/g, random, (match) => {
    const end = xml.indexOf(`</${match[1]}>`, match.index);
    return end < 0 ? match[0] : `<gone>${match[0]}`;
  }).replace(/<gone><(\w+)[^<>]*>[\s\S]*?<\/\1>/, '');
}

/** Changes an answer in one place or two, so that it is still XML most of the time. The same random numbers make the same change. */
export function mutateAnswer(xml: string, random: SeededRandom): string {
  const [start, end] = [xml.indexOf('Body>') + 'Body>'.length, xml.lastIndexOf('</')];
  let body = xml.slice(start, end);
  for (let times = random.between(1, 2); times > 0; times -= 1) {
    body = random.pick(mutations)(body, random);
  }
  return xml.slice(0, start) + body + xml.slice(end);
}
