/** Control characters would let a VM's name move the cursor or forge a line; marks of direction, hide what a name is. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
}

/** The same for text that may have lines of its own, as a cell of CSV does. */
export function printableLines(text: string): string {
  return text.replaceAll(/(?!\r?\n|\t)[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
}
