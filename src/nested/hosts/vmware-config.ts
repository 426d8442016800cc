import { InvalidValueError } from '../../errors.ts';

/** A line `key = "value"`, as it stands in the file. */
const setting = /^(\s*)([\w.:-]+)(\s*=\s*)"([^"]*)"(\s*)$/;
const silent = /^\s*(#.*)?$/;
const file = '/etc/vmware/config';

function splitLines(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

/** The place of a key's line; undefined where the file has none. Keys are the same in any letter case. */
function findLine(lines: readonly string[], key: string): number | undefined {
  const found = lines.flatMap((line, index) =>
    setting.exec(line)?.[2]?.toLowerCase() === key.toLowerCase() ? [index] : [],
  );
  if (found.length > 1) {
    throw new InvalidValueError(file, `has ${key} ${found.length} times: put that right by hand`);
  }
  return found[0];
}

/**
 * Makes sure that a text is what we take it for: lines `key = "value"`, comments and empty lines.
 *
 * @throws InvalidValueError naming the line. Its text is not repeated: the file can hold secrets.
 */
function check(lines: readonly string[]): void {
  const bad = lines.findIndex((line) => !setting.test(line) && !silent.test(line));
  if (bad >= 0) {
    throw new InvalidValueError(`${file}, line ${bad + 1},`, 'is no key = "value": left alone');
  }
}

/**
 * The value of a key; undefined where it has none.
 *
 * @throws InvalidValueError where the text does not parse, or the key stands in it more than once
 */
export function readSetting(text: string, key: string): string | undefined {
  const lines = splitLines(text);
  check(lines);
  const place = findLine(lines, key);
  return place === undefined ? undefined : setting.exec(lines[place] ?? '')?.[4];
}

/**
 * The text with one key set: its line is replaced where it stands, or a line is added at the end. Everything else stays, byte for byte.
 *
 * @throws InvalidValueError as readSetting; for a value that would not parse again
 */
export function withSetting(text: string, key: string, value: string): string {
  const lines = splitLines(text);
  check(lines);
  const line = `${key} = "${value}"`;
  check([line]);
  const place = findLine(lines, key);
  if (place === undefined) {
    const end = text.includes('\r\n') ? '\r\n' : '\n';
    const isEnded = text === '' || text.endsWith('\n');
    return `${text}${isEnded ? '' : end}${line}${end}`;
  }
  const starts = [
    0,
    ...Array.from(text.matchAll(/\r?\n/g), ({ 0: end, index }) => index + end.length),
  ];
  const start = starts[place] ?? 0;
  const old = lines[place] ?? '';
  const replaced = old.replace(setting, (_line, indent, name, equals, _value, rest) =>
    [indent, name, equals, `"${value}"`, rest].join(''),
  );
  return text.slice(0, start) + replaced + text.slice(start + old.length);
}
