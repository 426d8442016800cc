/** The most characters of a server's text that a message repeats: real messages of faults stay far below. */
const longest = 1000;

/**
 * Cuts a text that a server chose, for a message: a server can send megabytes.
 *
 * @param most characters that are kept
 */
export function cut(text: string, most: number = longest): string {
  if (text.length <= most) {
    return text;
  }
  // Half a pair of surrogates is no character.
  const start = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${start}… (${text.length} characters)`;
}
