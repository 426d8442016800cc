/**
 * What real servers do where a change can be refused, dropped or ignored. `certainty` has the labels of the facts that this was
 * built from: API documentation, SRC source code or recorded traffic, KB vendor articles, BLOG forum and issue threads, UNV unverified.
 * The first answer is the default; a rule with one answer is not in doubt.
 */
export interface Rule {
  readonly says: string;
  readonly source: string;
  readonly certainty: 'API' | 'SRC' | 'KB' | 'BLOG' | 'UNV';
  readonly answers: readonly [string, ...string[]];
}
