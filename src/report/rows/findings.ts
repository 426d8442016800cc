import type { Finding } from '../../nested/plan/finding-codes.ts';
import { type Field, flag, text } from '../listing.ts';
import { formatCodes } from '../plans.ts';

interface HasFindings {
  readonly findings: readonly Finding[];
}

/** Findings as they are in every listing: their codes in tables and CSV, all that was seen elsewhere. */
export const findingsField: Field<HasFindings> = {
  schema: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        code: text,
        severity: { enum: ['blocker', 'warning', 'info'] },
        evidence: { type: 'object', additionalProperties: text },
        accepted: flag,
      },
      required: ['code', 'severity', 'evidence'],
    },
  },
  describe: 'what stands in the way',
  heading: 'FINDINGS',
  cut: 'end',
  cell: ({ findings }) => formatCodes(findings),
  csv: ({ findings }) => findings.map(({ code }) => code).join(' '),
};
