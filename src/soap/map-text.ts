import { escapeText } from '../vim25/index.ts';
import { unescapeXml } from './unescape-xml.ts';

/** An element on the way down to a text. */
export interface ElementPlace {
  /** Without its prefix. */
  readonly name: string;
  readonly parent: ElementPlace | undefined;
  /** What xsi:type says, without its prefix. */
  readonly type: string | undefined;
  /** A managed object reference: its text is an opaque identity. */
  readonly isReference: boolean;
  /** The texts of the elements inside, by name, as far as they have been passed. */
  readonly texts: Map<string, string>;
}

const token =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<[!?][^>]*>|<\/[^>]*>|<([^\s/>]+)((?:"[^"]*"|'[^']*'|[^<>"'])*?)(\/?)>|[^<]+/g;

/**
 * Writes a message again with every text run through `map`, which is told where the text stands. Markup stays as it is, byte by
 * byte, and so does text that `map` returns unchanged.
 */
export function mapText(xml: string, map: (text: string, place: ElementPlace) => string): string {
  let place: ElementPlace | undefined;
  return xml.replace(
    token,
    (
      whole: string,
      cdata: string | undefined,
      name?: string,
      attributes?: string,
      slash?: string,
    ) => {
      if (name !== undefined) {
        place = slash === '/' ? place : enter(place, name, attributes ?? '');
      } else if (whole.startsWith('</')) {
        place = place?.parent;
      } else if (place !== undefined && (cdata !== undefined || !whole.startsWith('<'))) {
        const text = cdata ?? unescapeXml(whole);
        if (text.trim() !== '') {
          place.parent?.texts.set(place.name, text);
          const mapped = map(text, place);
          return mapped === text ? whole : escapeText(mapped);
        }
      }
      return whole;
    },
  );
}

function enter(parent: ElementPlace | undefined, name: string, attributes: string): ElementPlace {
  return {
    name: localName(name),
    parent,
    type: localName(/\w:type\s*=\s*["']([^"']*)/.exec(attributes)?.[1] ?? '') || undefined,
    isReference: /(?:^|\s)type\s*=/.test(attributes),
    texts: new Map(),
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
