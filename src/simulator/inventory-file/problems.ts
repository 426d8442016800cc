import { z } from 'zod';
import { issueWords } from '../../issue-words.ts';
import { didYouMean } from '../../nearest.ts';
import { inventorySchema } from './schema.ts';

export interface Problem {
  /** `datacenters[0].vms[3].power`; empty for the whole. */
  readonly path: string;
  /** `must be one of …, not "on"` */
  readonly reason: string;
}

type Key = PropertyKey;

/** What is wrong with the shape of a value, all of it. */
export function shapeProblems(value: unknown): readonly Problem[] {
  const result = inventorySchema.safeParse(value, { error: issueWords });
  return result.success ? [] : result.error.issues.flatMap((issue) => describe(issue, value));
}

/** `datacenters[0].vms[3].power` */
export function pathText(path: readonly Key[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function describe(issue: z.core.$ZodIssue, root: unknown): readonly Problem[] {
  const at = (reason: string): readonly Problem[] => [{ path: pathText(issue.path), reason }];
  const found = show(valueAt(root, issue.path));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        reason: unknownKey(key, keysAt(issue.path)),
      }));
    case 'invalid_type':
      return at(found === undefined ? 'is missing' : `must be ${expected(issue)}, not ${found}`);
    case 'invalid_value':
      return at(`must be ${oneOf(issue.values)}, not ${found}`);
    case 'too_small':
    case 'too_big':
      return at(`${issue.message}, not ${found}`);
    case 'invalid_format':
      return at(`must be a time such as 2026-12-31T00:00:00Z, not ${found}`);
    case 'invalid_union':
      return describeUnion(issue, root);
    default:
      return at(issue.message);
  }
}

/** Of several shapes that a value may have, the one that it comes nearest to is told; where none is near, all are. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, root: unknown): readonly Problem[] {
  const near = issue.errors.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  if (near !== undefined) {
    return near.flatMap((inner) =>
      describe({ ...inner, path: [...issue.path, ...inner.path] }, root),
    );
  }
  const choices = issue.errors.flatMap((issues) => issues.map(expected));
  const found = show(valueAt(root, issue.path));
  return [{ path: pathText(issue.path), reason: `must be ${choices.join(' or ')}, not ${found}` }];
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? 'of another type';
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `${issue.minimum} at least`;
    case 'too_big':
      return `${issue.maximum} at most`;
    default:
      return 'another value';
  }
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => JSON.stringify(value));
  return shown.length === 1 ? String(shown[0]) : `one of ${shown.join(', ')}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  return `is not known${didYouMean(key, known) || `; there are ${known.join(', ')}`}`;
}

/** The keys that the schema has where a path leads to. */
function keysAt(path: readonly Key[]): readonly string[] {
  let schemas: readonly z.core.$ZodType[] = [inventorySchema];
  for (const key of path) {
    schemas = schemas.flatMap(unwrap).flatMap((schema) => {
      if (schema instanceof z.ZodArray) {
        return [schema.element];
      }
      const inner = schema instanceof z.ZodObject ? schema.shape[String(key)] : undefined;
      return inner === undefined ? [] : [inner];
    });
  }
  return schemas
    .flatMap(unwrap)
    .flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
}

function unwrap(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodUnion ? schema.options.flatMap(unwrap) : [schema];
}

function valueAt(root: unknown, path: readonly Key[]): unknown {
  let at = root as Record<Key, unknown> | undefined;
  for (const key of path) {
    at = at?.[key] as Record<Key, unknown> | undefined;
  }
  return at;
}

/** A value as the message shows it; undefined where there is none. */
function show(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return typeof value === 'object' && value !== null ? 'an object' : JSON.stringify(value);
}
