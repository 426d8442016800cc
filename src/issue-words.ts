/** What zod reports of a value, as far as words need it. */
interface Issue {
  readonly code?: string | undefined;
  readonly origin?: string | undefined;
  readonly minimum?: number | bigint | undefined;
  readonly maximum?: number | bigint | undefined;
  readonly divisor?: number | bigint | undefined;
  readonly input?: unknown;
}

/**
 * Says what is wrong with a value, for every code that zod has: `schema.safeParse(value, { error: issueWords })`. A message that a schema
 * gives itself goes before it, so no text of zod's own is left. Values are not repeated: they may be secrets.
 */
export function issueWords(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return `must ${least(issue)}`;
    case 'too_big':
      return `must be ${issue.maximum} at most`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : 'must be of another type';
    case 'invalid_key':
      return 'is no key that can stand here';
    case 'unrecognized_keys':
      return 'has a key that is not known';
    case 'invalid_format':
      return 'must be written in another form';
    default:
      return 'must be another value';
  }
}

function least({ origin, minimum }: Issue): string {
  switch (origin) {
    case 'string':
      return 'not be empty';
    case 'array':
    case 'set':
    case 'map':
      return minimum === 1 ? 'not be empty' : `have at least ${minimum}`;
    default:
      return `be ${minimum} at least`;
  }
}
