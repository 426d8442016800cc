import type { z } from 'zod';
import { didYouMean } from '../../nearest.ts';
import { keysAt } from './fleet-schema.ts';

/** `rules[3].extraConfig.disk.EnableUUID`; a key is written as it stands in the file. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('');
  return text.replace(/^\./, '') || 'the file';
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  // `TRUE` and `1` are no texts in YAML, and what would become of them as texts is a guess.
  string: 'a text: put it in quotes',
};

function meant(key: string, known: readonly string[]): string {
  return didYouMean(key, known) || `; there are ${known.join(', ')}`;
}

/** What is wrong where, in a line each. Values are not repeated: an advanced option may hold a secret. */
export function describeIssue(issue: z.core.$ZodIssue): readonly string[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) => `${pathText([...path, key])}: is not known${meant(key, keysAt(path))}`,
      );
    case 'invalid_type': {
      const kind = issue.input === undefined ? undefined : kinds[issue.expected];
      return [`${pathText(path)}: ${kind === undefined ? issue.message : `must be ${kind}`}`];
    }
    case 'invalid_value':
      return [`${pathText(path)}: must be ${issue.values.join(', ')}`];
    default:
      return [`${pathText(path)}: ${issue.message}`];
  }
}
