/**
 * What real servers do where a change can be refused, dropped or ignored. `certainty` has the marks of docs/facts.md.
 * The first answer is the default; a rule with one answer is not in doubt.
 */
export interface Rule {
  readonly says: string;
  readonly source: string;
  readonly certainty: 'API' | 'SRC' | 'KB' | 'BLOG' | 'UNV';
  readonly answers: readonly [string, ...string[]];
}
