export function commandWords(
  help: (words: readonly string[]) => Promise<string>,
  words?: readonly string[],
): Promise<string[][]>;
