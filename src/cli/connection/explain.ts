import { CertificateError, ConnectionError } from '../../errors.ts';
import { OutputFolderError } from '../../soap/output-folder.ts';
import { describeSystemError } from '../files/system-error.ts';

/** What is to be said of an error; of a certificate also what can be done about it. */
export function explain(error: unknown): string {
  if (error instanceof OutputFolderError) {
    return describeSystemError(error.cause) ?? error.message;
  }
  const text =
    describeSystemError(error) ?? (error instanceof Error ? error.message : String(error));
  if (error instanceof ConnectionError) {
    return `${text}${remedies[codeOf(error.cause)] ?? ''}`;
  }
  return error instanceof CertificateError ? `${text}. ${remedyOf(error)}` : text;
}

const olderTls =
  '. If it is a host before 6.0: --tls-min 1.0, with which anybody who listens can read the password';

/** By the code that the system gives. */
const remedies: Readonly<Record<string, string>> = {
  ENOTFOUND: '. Nobody knows that name: look at its spelling, and at the DNS',
  EAI_AGAIN: '. The DNS does not answer: try again, or name the address',
  ECONNREFUSED: '. Nothing listens there: look at the address and the port, and whether it runs',
  EHOSTUNREACH: '. There is no way to it from here: look at the network, or name a proxy',
  ENETUNREACH: '. There is no way to it from here: look at the network, or name a proxy',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: olderTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: olderTls,
  ERR_SSL_VERSION_TOO_LOW: olderTls,
  ETIMEDOUT: '. Nothing answers there: look at the address, and at firewalls',
};

function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  return typeof code === 'string' && code in remedies
    ? code
    : cause === undefined
      ? ''
      : codeOf(cause);
}

function remedyOf({ code, certificate: { endpoint, fingerprint256 } }: CertificateError): string {
  const { host } = new URL(endpoint);
  if (code === 'CERTIFICATE_CHANGED') {
    return `If the change is meant: vhv cert --trust --replace ${host} --url ${endpoint}, or write the new SHA-256 where the old one stands`;
  }
  return `See it with: vhv cert --url ${endpoint}; trust it with: vhv cert --trust --url ${endpoint}, or --fingerprint ${fingerprint256}; name its CA with --ca FILE (VHV_CA)`;
}
