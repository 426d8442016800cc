import { setMaxListeners } from 'node:events';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { CertificateError, type CertificateFacts, InvalidValueError } from '../errors.ts';
import { readCertificate } from './certificate.ts';
import { openSecureSocket, type Route } from './secure-socket.ts';

/** How a server proves who it is. */
export type Trust =
  /** By a certificate that one of these authorities (PEM) has signed for its name; without any, the ones Node knows. */
  | {
      readonly kind: 'authority';
      readonly ca?: readonly string[];
      /** A SHA-256 or SHA-1 in hex: the certificate that is good as well where no authority vouches, as in govc's known-hosts file. */
      readonly orFingerprint?: string;
    }
  /** By exactly this certificate: SHA-256 of its DER form in hex, with or without colons. The name is not looked at. */
  | { readonly kind: 'pinned'; readonly fingerprint256: string }
  /** By what a vCenter says of one of its hosts (HostSystem.summary.config.sslThumbprint): SHA-1 of the DER form. */
  | { readonly kind: 'thumbprint'; readonly thumbprint: string }
  /** Not at all: whoever answers gets the password. */
  | { readonly kind: 'insecure' };

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** What each kind of trust has to hold; anything else must not pass for a kind that trusts everybody. */
const requirements = {
  authority: [
    'ca, a list of PEM texts, and orFingerprint, a text, or neither',
    ({ ca = [], orFingerprint = '-' }) =>
      Array.isArray(ca) && ca.every(isText) && isText(orFingerprint),
  ],
  pinned: ['fingerprint256, a SHA-256 in hex', ({ fingerprint256 }) => isText(fingerprint256)],
  thumbprint: ['thumbprint, a SHA-1 in hex', ({ thumbprint }) => isText(thumbprint)],
  insecure: ['nothing more', () => true],
} as const satisfies Readonly<
  Record<
    Trust['kind'],
    readonly [what: string, isMet: (trust: Readonly<Record<string, unknown>>) => boolean]
  >
>;

/** Programs in JavaScript can pass anything. @throws InvalidValueError */
function requireTrust(trust: unknown): asserts trust is Trust {
  const given = (typeof trust === 'object' && trust !== null ? trust : {}) as Record<
    string,
    unknown
  >;
  const { kind } = given;
  const kinds = Object.keys(requirements);
  if (typeof kind !== 'string' || !kinds.includes(kind)) {
    throw new InvalidValueError('trust.kind', `must be one of ${kinds.join(', ')}`);
  }
  const [what, isMet] = requirements[kind as Trust['kind']];
  if (!isMet(given)) {
    throw new InvalidValueError('trust', `of kind ${kind} must hold ${what}`);
  }
}

/** A SHA-256 in hex, with or without colons. It says both cases itself: where it is published there are no flags. */
export const sha256 = /^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/;

/** The same of a SHA-1. */
export const sha1 = /^([0-9A-Fa-f]{2}:?){19}[0-9A-Fa-f]{2}$/;

/** What is said of another text, behind the name of where it stands. */
export const mustBeSha256 = 'must be the 32 bytes of a SHA-256 in hex';

/** `ab:cd…`, `ABCD…` and `AB:CD…` are the same fingerprint. */
export function normalizeFingerprint(text: string): string {
  const hex = text.replaceAll(':', '').toUpperCase();
  return hex.match(/../g)?.join(':') ?? '';
}

/**
 * An agent that hands a socket over only after the server's certificate was found good, so that no byte of a request
 * goes to a server that is not trusted.
 *
 * Node's own check is no place for a pin: with a self-signed certificate `checkServerIdentity` is never called, and on a resumed
 * session there is no certificate to look at. So sessions are not resumed, and this is the only check there is.
 */
export class TrustingAgent extends https.Agent {
  readonly #route: Route;
  readonly #trust: Trust;
  readonly #closed = new AbortController();
  #fingerprint256: string | undefined;

  constructor(route: Route, trust: Trust, agentOptions: https.AgentOptions) {
    requireTrust(trust);
    super(agentOptions);
    this.#route = route;
    this.#trust = trust;
    // Every connection that is being made listens, and thirty-two may be.
    setMaxListeners(0, this.#closed.signal);
  }

  /** Of the certificate that was last found good. */
  get fingerprint256(): string | undefined {
    return this.#fingerprint256;
  }

  override destroy(): void {
    super.destroy();
    // What ends each connection that is still being made.
    this.#closed.abort();
  }

  override createConnection(
    options: ConnectionOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | undefined {
    this.#connect(options).then(
      (socket) => callback?.(null, socket),
      // Node's agent takes no stream beside an error.
      (error: Error) => (callback as ((error: Error) => void) | undefined)?.(error),
    );
    return undefined;
  }

  async #connect(options: ConnectionOptions): Promise<TLSSocket> {
    const ca = this.#trust.kind === 'authority' ? this.#trust.ca : undefined;
    const withCa = { ...options, ...(ca === undefined ? {} : { ca: [...ca] }) };
    const socket = await openSecureSocket(this.#route, withCa, this.#closed.signal);
    const certificate = readCertificate(socket, this.#route.endpoint);
    const objection = objectionTo(this.#trust, certificate);
    if (objection !== undefined) {
      socket.destroy();
      throw objection;
    }
    // With anonymous ciphers there is no certificate, and its fingerprint is empty.
    this.#fingerprint256 = certificate.fingerprint256 || undefined;
    return socket;
  }
}

function changed(certificate: CertificateFacts, known: string): CertificateError {
  const { endpoint, fingerprint256 } = certificate;
  return new CertificateError(
    'CERTIFICATE_CHANGED',
    `${endpoint} shows the certificate ${fingerprint256}, not the ${known} one. ` +
      'Either it was renewed or somebody stands in between: ask who runs it before you trust the new one',
    certificate,
  );
}

function objectionTo(trust: Trust, certificate: CertificateFacts): CertificateError | undefined {
  const { endpoint, fingerprint256, fingerprint1, objection } = certificate;
  switch (trust.kind) {
    case 'insecure':
      return undefined;
    case 'pinned':
      return normalizeFingerprint(trust.fingerprint256) === fingerprint256
        ? undefined
        : changed(certificate, 'pinned');
    case 'thumbprint':
      return normalizeFingerprint(trust.thumbprint) === fingerprint1
        ? undefined
        : new CertificateError(
            'CERTIFICATE_CHANGED',
            `${endpoint} shows a certificate (SHA-1 ${fingerprint1}) that its vCenter does not know. ` +
              'Either it was renewed and vCenter not told, or somebody stands in between',
            certificate,
          );
    case 'authority': {
      if (objection === undefined) {
        return undefined;
      }
      if (trust.orFingerprint !== undefined) {
        const known = normalizeFingerprint(trust.orFingerprint);
        return known !== '' && [fingerprint256, fingerprint1].includes(known)
          ? undefined
          : changed(certificate, 'known');
      }
      return new CertificateError(
        'CERTIFICATE_UNTRUSTED',
        `the certificate of ${endpoint} is not trusted: ${explain(objection)}. ` +
          `Its SHA-256 is ${fingerprint256}: compare it with the server's own and pin it, or name the CA that signed it`,
        certificate,
      );
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself alone',
  SELF_SIGNED_CERT_IN_CHAIN: 'it is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'it is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'an authority between it and the one that is trusted is missing',
  CERT_HAS_EXPIRED: 'it has expired, or the clock here is wrong',
  CERT_NOT_YET_VALID: 'it is not valid yet, or the clock here is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out to other names than the one asked for',
};

/** OpenSSL's code in words, with the code for who looks it up. */
function explain(code: string): string {
  const words = reasons[code];
  return words === undefined ? code : `${words} (${code})`;
}
