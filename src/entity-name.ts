/**
 * Names as the API sends them: a slash, a backslash and a percent sign are escaped in them, in either case, and a percent sign that starts
 * such an escape is none. Source: types.go:51543, 89182 [API].
 */

const letters: Readonly<Record<string, string>> = { '%2f': '/', '%5c': '\\', '%25': '%' };

const escapes = /%(?:2f|5c|25)/gi;

/** The name that a person gave: `%2f`, `%5c` and `%25` are read once, `%2525` is `%25`, and nothing else is an escape. */
export function decodeName(name: string): string {
  return name.replaceAll(escapes, (code) => letters[code.toLowerCase()] ?? code);
}

/** The name as the API sends it. What is escaped already stays as it is. */
export function encodeName(name: string): string {
  return name
    .replaceAll(/%(?!2f|5c|25)/gi, '%25')
    .replaceAll('/', '%2f')
    .replaceAll('\\', '%5c');
}

/** The one spelling of all that the API takes for the same name. */
export function canonicalName(name: string): string {
  // Nearly all names are these, and there can be forty thousand.
  if (!/[%/\\]/.test(name)) {
    return name;
  }
  return encodeName(name).replaceAll(escapes, (code) => code.toLowerCase());
}
