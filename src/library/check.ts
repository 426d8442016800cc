import { z } from 'zod';
import { InvalidValueError } from '../errors.ts';
import { issueWords } from '../issue-words.ts';
import { nearest, suggest } from '../nearest.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import { mustBeSha256, sha256 } from '../soap/index.ts';
import type { CallOptions, Session, Transport } from '../vsphere/index.ts';

/** The longest that a timer of Node waits, in ms. */
const longestMs = 2 ** 31 - 1;

export const flag = z.boolean().optional();
export const text = z.string().regex(/\S/, 'must not be blank');
export const count = z.int().min(1);
export const milliseconds = z.int().min(0).max(longestMs).optional();

/** Arguments are functions of the caller's: what they take and return is the compiler's concern. */
export const callback = z
  .custom<(...values: never[]) => unknown>(
    (value) => typeof value === 'function',
    'must be a function',
  )
  .optional();

export const fingerprint256 = z.string().regex(sha256, mustBeSha256);

/** Also one that a program has put around another. */
export const transportSchema = (otherwise: string) =>
  z.custom<Transport>((value) => {
    const { endpoint, exchange, close } = (value ?? {}) as Partial<Transport>;
    return (
      typeof endpoint === 'string' && typeof exchange === 'function' && typeof close === 'function'
    );
  }, otherwise);

const signal = z
  .custom<AbortSignal>((value) => value instanceof AbortSignal, 'must be an AbortSignal')
  .optional();

/** What every call to a server takes. How long a request may take is the session's: `deadlineMs` of `connect`. */
export type SignalOptions = Pick<CallOptions, 'signal'>;

export const callFields = { signal } satisfies Fields<SignalOptions>;

/** Sessions of another copy of the package will do: they are known by what they can do. */
const session = z.custom<Session>((value) => {
  const { call, requireOpen, endpoint, content } = (value ?? {}) as Partial<Session>;
  const isAble = [call, requireOpen].every((method) => typeof method === 'function');
  return isAble && typeof endpoint === 'string' && typeof content === 'object';
}, 'must be a session that connect has opened');

/** One argument is a session. @throws InvalidValueError; SessionLostError if it was logged out */
export function requireSession(value: Session): void {
  requireValid(session, value, 'session');
  value.requireOpen();
}

/** One session, or several. @throws InvalidValueError; SessionLostError if one was logged out */
export function sessionsOf(value: Session | readonly Session[]): readonly Session[] {
  const sessions = Array.isArray(value) ? (value as readonly Session[]) : [value as Session];
  requireValid(z.array(session), sessions, 'sessions');
  for (const one of sessions) {
    one.requireOpen();
  }
  return sessions;
}

/**
 * Takes options as they are, without those that are undefined.
 *
 * @throws InvalidValueError naming the option that is not known, or whose value will not do
 */
export function checkedOptions<Options extends object>(
  fields: Fields<Options>,
  options: Options,
): Options {
  requireValid(z.strictObject(fields as z.ZodRawShape), options, 'options');
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Options;
}

/**
 * Makes sure that a value is what the types say: programs in JavaScript can pass anything.
 *
 * @param name of the argument; fields of `options` stand for themselves
 * @throws InvalidValueError naming the field. Values are not repeated: they may be secrets
 */
export function requireValid(schema: z.ZodType, value: unknown, name: string): void {
  const { error } = schema.safeParse(value, { reportInput: true, error: wordsFor });
  const [issue] = error?.issues ?? [];
  if (issue === undefined) {
    return;
  }
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const near = nearKeys(key, schema, issue.path);
    throw new InvalidValueError(
      placeOf(name, [...issue.path, key]),
      `is not known${near.length === 0 ? '' : suggest(near)}`,
    );
  }
  throw new InvalidValueError(placeOf(name, issue.path), issue.message);
}

/** Keys that may have been meant: the same key one level deeper before one that is spelt alike. */
function nearKeys(key: string, schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const shape = path.reduce<Shape>((outer, step) => shapeOf(outer[String(step)]), shapeOf(schema));
  const deeper = Object.keys(shape).filter((outer) => Object.hasOwn(shapeOf(shape[outer]), key));
  return deeper.length > 0
    ? deeper.map((outer) => `${outer}.${key}`)
    : nearest(key, Object.keys(shape));
}

type Shape = Readonly<Record<string, unknown>>;

function shapeOf(schema: unknown): Shape {
  const inner: unknown = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? inner.shape : {};
}

function wordsFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}, not ${kindOf(issue.input)}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    default:
      return issueWords(issue);
  }
}

function withArticle(kind: string): string {
  const word = kind === 'record' ? 'object' : kind === 'int' ? 'whole number' : kind;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

/** What a value is, for words; a date gets here only if it is none. */
export function kindOf(value: unknown): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (value instanceof Date) {
    return 'an invalid date';
  }
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

/** `powerCycle` of options; `plans[0].facts`, `extraConfig["disk.EnableUUID"]` of anything else. */
function placeOf(name: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === 'number') {
      return `${place}[${key}]`;
    }
    const word = String(key);
    const isPlain = /^\w+$/.test(word);
    return place === 'options' && isPlain
      ? word
      : `${place}${isPlain ? `.${word}` : `[${JSON.stringify(word)}]`}`;
  }, name);
}
