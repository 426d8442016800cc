/** \uXXXX for each of the two units that JSON needs for what lies beyond U+FFFF. */
export function escapeUnits(letter: string): string {
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
