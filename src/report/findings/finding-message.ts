import type { FindingCode } from '../../nested/plan/finding-codes.ts';

/** What a finding means and what to do about it. */
export interface FindingMessage {
  readonly meaning: string;
  readonly remedy: string;
  /** Tables show what was seen beside the code, since nobody can act upon the code alone. */
  readonly showsEvidence?: true;
}

export type FindingMessages = Readonly<Partial<Record<FindingCode, FindingMessage>>>;
