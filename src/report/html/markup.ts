import { printableLines } from '../printable.ts';

/** Markup that may stand in a page as it is. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template takes. Undefined and false leave nothing behind, so that a part can be left out. */
export type Part = Markup | string | number | false | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return printableLines(text).replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

function render(part: Part): string {
  if (part === undefined || part === false) {
    return '';
  }
  if (part instanceof Markup) {
    return part.text;
  }
  return typeof part === 'object' ? part.map(render).join('') : escapeText(String(part));
}

/** A template whose values are text, in elements as in quoted attributes, unless they are markup already. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    strings.reduce((text, string, index) => text + render(parts[index - 1]) + string),
  );
}

/** Takes our own script and style sheet as they are. Nothing from a server may come here. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** JSON for a page's script, which shows its texts: without what would move or hide other text. */
export function pageJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? printableLines(item) : item,
  );
}

/** JSON for a `<script type="application/json">`: nothing in it can end the element or break a line. */
export function embedJson(value: unknown): Markup {
  const text = pageJson(value);
  return new Markup(
    text.replaceAll(
      /[<>&\u2028\u2029]/g,
      (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}
