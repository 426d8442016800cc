import type { Tone } from '../page-data.ts';

/** An element of the page that is certainly there: the page and its script are made together. */
export function byId<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found as Kind;
}

/** Makes an element. What it holds is nodes and text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...content);
  return made;
}

/** The sign of a tone, as glyphs.ts draws it: a copy, because thousands of `<use>` make a page slow to lay out. */
export function glyphOf(tone: Tone): SVGElement {
  const symbol = document.getElementById(`glyph-${tone}`);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', `glyph tone-${tone}`);
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(...(symbol?.cloneNode(true).childNodes ?? []));
  return svg;
}
