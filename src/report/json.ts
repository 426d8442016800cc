function replacer(_key: string, item: unknown): unknown {
  return typeof item === 'bigint' ? String(item) : item;
}

/** \uXXXX for each of the two units that JSON needs for what lies beyond U+FFFF. */
function escapeUnits(letter: string): string {
  return Array.from(
    { length: letter.length },
    (_, index) => `\\u${letter.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** What stringifiers leave as it is and a terminal would act upon: C1 controls, marks of direction. Escaped, nothing is lost. */
export function escapeUnprintable(
  text: string,
  escapeOne: (code: number) => string | undefined = () => undefined,
): string {
  return text.replaceAll(
    /[\u007F-\u009F\p{Cf}\u2028\u2029]/gu,
    (letter) => escapeOne(letter.codePointAt(0) ?? 0) ?? escapeUnits(letter),
  );
}

/** JSON with a bigint as its digits in a string: a number would lose some of them in most readers. */
export function formatJson(value: unknown): string {
  return `${escapeUnprintable(JSON.stringify(value, replacer, 2))}\n`;
}

/** The same on one line. */
export function formatJsonLine(value: unknown): string {
  return `${escapeUnprintable(JSON.stringify(value, replacer))}\n`;
}
