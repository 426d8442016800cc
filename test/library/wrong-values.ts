/** What a program in JavaScript can pass where the types say something else. */
export const wrong = {
  undefined: undefined,
  null: null,
  number: 7,
  NaN: Number.NaN,
  boolean: true,
  'an empty text': '',
  'blank text': ' \t',
  'a NUL': '\0',
  'an empty object': {},
  'an empty list': [],
  'a list of nothing': [undefined],
  'a list of numbers': [1, 2],
  'a list of empty objects': [{}],
  function: () => undefined,
  symbol: Symbol('wrong'),
  bigint: 10n,
  date: new Date(Number.NaN),
  'an object without a prototype': Object.create(null),
} as const;

export type Kind = keyof typeof wrong;

/** One argument, and which wrong values are right there. */
export interface Place {
  readonly name: string;
  readonly call: (value: never) => unknown;
  readonly right?: readonly Kind[];
  /** Other wrong values, and the field that the error names. */
  readonly more?: readonly (readonly [value: unknown, place: string])[];
}

export const texts: readonly Kind[] = ['a NUL'];
export const optional: readonly Kind[] = [
  'undefined',
  'an empty object',
  'an object without a prototype',
  'date',
];
export const noVms: readonly Kind[] = ['an empty list'];
