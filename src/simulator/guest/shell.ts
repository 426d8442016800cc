/** The words of a command line, with quotes and backslashes as /bin/sh takes them; undefined where a quote is not closed. */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  const part = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gy;
  let word: string | undefined;
  let end = 0;
  for (const match of line.matchAll(part)) {
    const [text, single, double, escaped, plain] = match;
    end = match.index + text.length;
    const piece = single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain;
    if (piece !== undefined) {
      word = (word ?? '') + piece;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (end < line.length) {
    return undefined;
  }
  return word === undefined ? words : [...words, word];
}
