/** Texts that a person, a tenant or an attacker can choose, and that some reader takes for something else. */
export const hostileTexts: readonly string[] = [
  // YAML 1.1: booleans, null, numbers, times, merge and default keys.
  ...['off', 'yes', 'No', 'y', 'N', 'on', 'true', 'null', '~', '=', '<<', ''],
  ...['12:30:00', '190:20:30.15', '0x10', '0b11', '017', '0o17', '1_000', '1e3', '.5', '.inf'],
  ...[
    '.NaN',
    '-0',
    '+12',
    '9007199254740993',
    '2026-11-22',
    '2026-11-22T16:33:14Z',
    '685.230_15e+03',
  ],
  // Marks of YAML.
  ...[
    '# no comment',
    'a: b',
    'a #b',
    '- x',
    '-',
    '{a}',
    '[b]',
    '&a',
    '*b',
    '!c',
    '%d',
    '|',
    '>',
    '`',
  ],
  ...[
    '@at',
    '? x',
    '---',
    '...',
    ' lead',
    'trail ',
    "it's",
    "''",
    '"',
    '\\x41',
    '{{ lookup("env") }}',
  ],
  // CSV and spreadsheets.
  ...['"quoted", comma', 'a,b', 'a;b', '=1+1', '+1+1', '-1+1', '@SUM(A1)', ' =1', '\t=1'],
  ...['\uFF1D1+1', '\uFF0B1', '\uFF0D1', '\uFF20SUM(A1)', '\u3000=1'],
  // HTML.
  ...['<b>&amp;</b>', '</script><script>alert(1)</script>', '<!--', ']]>', '&lt;'],
  // Lines, controls and marks of direction.
  ...['two\nlines', 'two\r\nlines', 'tab\there', 'nel\u0085ls\u2028ps\u2029', 'csi\u009B31m'],
  ...['bidi\u202Etxt.exe', 'isolate\u2066x\u2069', 'bom\uFEFF', 'soft\u00ADhyphen', 'tag\u{E0041}'],
  ...['Größe', '日本', '🖥️', 'e\u0301'],
];
