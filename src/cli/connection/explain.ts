import { CertificateError } from '../../index.ts';
import { describeSystemError } from '../system-error.ts';

/** What is to be said of an error; of a certificate also what can be done about it. */
export function explain(error: unknown): string {
  const text =
    describeSystemError(error) ?? (error instanceof Error ? error.message : String(error));
  return error instanceof CertificateError ? `${text}. ${remedyOf(error)}` : text;
}

function remedyOf({ code, certificate: { endpoint, fingerprint256 } }: CertificateError): string {
  const { host } = new URL(endpoint);
  if (code === 'CERTIFICATE_CHANGED') {
    return `If the change is meant: vhv cert --trust --replace ${host} --url ${endpoint}, or write the new SHA-256 where the old one stands`;
  }
  return `See it with: vhv cert --url ${endpoint}; trust it with: vhv cert --trust --url ${endpoint}, or --fingerprint ${fingerprint256}; name its CA with --ca FILE (VHV_CA)`;
}
