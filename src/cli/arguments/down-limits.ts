import { type DownLimit, patternFlaw } from '../../nested/plan/down-limits.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from './whole-number.ts';

export const maxDownOption = {
  'max-down-per': {
    type: 'string',
    array: true,
    describe:
      'KEY=N: at most N VMs of a group are down at once, on all servers together; KEY is folder, attribute:NAME (a custom attribute) or name:REGEX (what its parentheses match)',
    group: 'The run:',
  },
} as const;

const syntax =
  "write folder=N, attribute:NAME=N or name:REGEX=N, as in 'name:^(web|db)-=1', with N 1 at least";

/** @throws UsageError */
export function readDownLimits(texts: readonly string[] | undefined): readonly DownLimit[] {
  if (texts?.length === 0) {
    throw new UsageError(`--max-down-per needs a value: ${syntax}`);
  }
  return (texts ?? []).map(readDownLimit);
}

function readDownLimit(text: string): DownLimit {
  const [, key = '', number = '0'] = /^(folder|attribute:.+|name:.+)=(\d+)$/s.exec(text) ?? [];
  const most = wholeNumber(`--max-down-per ${key}`, number, 1_000_000);
  if (key === '' || most === 0) {
    throw new UsageError(`--max-down-per ${text}: ${syntax}`);
  }
  const flaw = patternFlaw(key);
  if (flaw !== undefined) {
    throw new UsageError(`--max-down-per ${text}: ${flaw}`);
  }
  return { key: key as DownLimit['key'], most };
}
