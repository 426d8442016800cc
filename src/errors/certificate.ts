import { VsphereError } from './vsphere-error.ts';

/** Who the server says it is, as far as its certificate tells. */
export interface CertificateFacts {
  readonly endpoint: string;
  /** SHA-256 of the DER form: upper-case hex pairs joined by colons. */
  readonly fingerprint256: string;
  /** SHA-1, as govc and older servers name certificates. */
  readonly fingerprint1: string;
  /** The subject's common name. */
  readonly subject: string;
  /** `CN=CA,DC=vsphere,DC=local` */
  readonly issuer: string;
  /** The DNS names and addresses it is made out to. */
  readonly names: readonly string[];
  /** ISO 8601; undefined where it could not be read. */
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
  /** Why the authorities do not vouch for it, in OpenSSL's codes; undefined where they do. */
  readonly objection: string | undefined;
}

/** The server's certificate is not trusted, or is not the pinned one. No request was sent. */
export class CertificateError extends VsphereError {
  override name = 'CertificateError';
  readonly certificate: CertificateFacts;

  constructor(
    code: 'CERTIFICATE_UNTRUSTED' | 'CERTIFICATE_CHANGED',
    message: string,
    certificate: CertificateFacts,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
    this.certificate = certificate;
  }
}
