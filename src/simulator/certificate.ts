import { createHash, webcrypto } from 'node:crypto';

export interface Certificate {
  readonly certificatePem: string;
  /** In memory only: it is made at every start and never written anywhere. */
  readonly keyPem: string;
  /** SHA-256 of the DER form: upper-case hex pairs joined by colons. */
  readonly fingerprint256: string;
  /** SHA-1 of the same, in the same form: what vCenter calls the sslThumbprint of a host. */
  readonly thumbprint: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const lifetimeMs = 30 * 24 * 60 * 60 * 1000;
const leewayMs = 5 * 60 * 1000;

/**
 * A self-signed certificate for the names of the loopback interface.
 *
 * The package is loaded here and not at the top: it takes as long as all the rest, and who has no simulator does not need it.
 */
export async function makeCertificate(): Promise<Certificate> {
  // By the real time, whatever time the simulator lives in: clients check it by theirs.
  const now = Date.now();
  await import('reflect-metadata');
  const { SubjectAlternativeNameExtension, X509CertificateGenerator } = await import(
    '@peculiar/x509'
  );
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=vhv simulator',
    notBefore: new Date(now - leewayMs),
    notAfter: new Date(now + lifetimeMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
        { type: 'dns', value: 'localhost' },
      ]),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    certificatePem: certificate.toString('pem'),
    keyPem: `-----BEGIN PRIVATE KEY-----\n${key.toString('base64')}\n-----END PRIVATE KEY-----\n`,
    fingerprint256: fingerprint('sha256', Buffer.from(certificate.rawData)),
    thumbprint: fingerprint('sha1', Buffer.from(certificate.rawData)),
  };
}

function fingerprint(algorithm: 'sha1' | 'sha256', der: Buffer): string {
  const hex = createHash(algorithm).update(der).digest('hex').toUpperCase();
  return (hex.match(/../g) ?? []).join(':');
}
