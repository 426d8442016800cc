import { html, type Markup } from './markup.ts';
import type { Tone } from './page-data.ts';

const shapes: Readonly<Record<Tone, Markup>> = {
  good: html`<circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.8 8.2l2.2 2.2 4.2-4.6" class="cut"/>`,
  open: html`<circle cx="8" cy="8" r="5.75" class="line"/>`,
  wait: html`<path d="M12.9 5.2A5.75 5.75 0 1 0 13.75 8" class="line"/><path d="M13.6 1.8v4h-4z" fill="currentColor"/>`,
  bad: html`<path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor"/><path d="M4.8 8h6.4" class="cut"/>`,
  unknown: html`<circle cx="8" cy="8" r="6.25" class="line dotted"/><path d="M6.3 6.4a1.75 1.75 0 1 1 2.5 1.6c-.6.3-.8.6-.8 1.2" class="line"/><circle cx="8" cy="11.3" r=".95" fill="currentColor"/>`,
  info: html`<circle cx="8" cy="8" r="6.25" class="line"/><path d="M8 7.2v4" class="line"/><circle cx="8" cy="4.9" r=".95" fill="currentColor"/>`,
};

/** The shapes, once for the whole page; `glyph` and the page's script refer to them. */
export function glyphSheet(): Markup {
  const symbols = Object.entries(shapes).map(
    ([tone, shape]) => html`<symbol id="glyph-${tone}" viewBox="0 0 16 16">${shape}</symbol>`,
  );
  return html`<svg class="sheet" aria-hidden="true">${symbols}</svg>`;
}

/** The sign of a tone. It says nothing that the words beside it do not say. */
export function glyph(tone: Tone): Markup {
  return html`<svg class="glyph tone-${tone}" aria-hidden="true"><use href="#glyph-${tone}"/></svg>`;
}
