/** What a terminal shows two columns wide: East Asian letters, their full-width forms, and pictograms. */
const wide =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Emoji_Presentation}|[\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]|.\uFE0F)/u;
const plain = /^[\x20-\x7E]*$/;
const segmenter = new Intl.Segmenter();

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  if (plain.test(text)) {
    return text.length;
  }
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += wide.test(segment) ? 2 : 1;
  }
  return width;
}
