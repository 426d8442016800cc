import type { CertificateFacts } from '../../errors.ts';
import { type Listing, text, texts } from '../listing.ts';

/** What is known of the server here: nothing yet, this very certificate, another one, or an authority vouches for it. */
export type Standing = 'new' | 'known' | 'changed' | 'vouched for';

/** A server's certificate, as it was shown. */
export interface CertificateRow extends CertificateFacts {
  readonly name: string;
  readonly standing: Standing;
}

export const certificatesListing: Listing<CertificateRow> = {
  schema: 'vhv/certificates/1',
  fields: {
    name: { schema: text, describe: "the endpoint's name", heading: 'ENDPOINT', cut: 'end' },
    subject: { schema: text, describe: "the subject's common name", heading: 'SUBJECT', drop: 3 },
    names: {
      schema: texts,
      describe: 'the names and addresses it is made out to',
      heading: 'NAMES',
      drop: 5,
      cell: ({ names }) => names.join(', '),
      csv: ({ names }) => names.join(' '),
    },
    issuer: { schema: text, describe: 'who signed it', heading: 'ISSUER', drop: 4 },
    validFrom: {
      schema: text,
      describe: 'ISO 8601',
      heading: 'FROM',
      drop: 2,
      cell: ({ validFrom }) => validFrom?.slice(0, 10) ?? '-',
    },
    validTo: {
      schema: text,
      describe: 'ISO 8601',
      heading: 'TO',
      drop: 1,
      cell: ({ validTo }) => validTo?.slice(0, 10) ?? '-',
    },
    standing: {
      schema: { enum: ['new', 'known', 'changed', 'vouched for'] },
      describe: 'new, known, changed (another than the known one), or vouched for by an authority',
      heading: 'STANDING',
    },
    // Never cut: with a part of it nobody can compare.
    fingerprint256: { schema: text, describe: 'SHA-256, to be compared', heading: 'SHA-256' },
    fingerprint1: { schema: text, describe: 'SHA-1, as govc names certificates' },
    objection: { schema: text, describe: 'why no authority vouches for it' },
    endpoint: { schema: text, describe: 'address of the server' },
  },
};
