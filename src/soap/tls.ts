import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { CertificateError, ConnectionError } from '../errors.ts';

/** How a server proves who it is. */
export type Trust =
  /** By a certificate that one of these authorities (PEM) has signed for its name; without any, the ones Node knows. */
  | { readonly kind: 'authority'; readonly ca?: readonly string[] }
  /** By exactly this certificate: SHA-256 of its DER form in hex, with or without colons. The name is not looked at. */
  | { readonly kind: 'pinned'; readonly fingerprint256: string }
  /** By what a vCenter says of one of its hosts (HostSystem.summary.config.sslThumbprint): SHA-1 of the DER form. */
  | { readonly kind: 'thumbprint'; readonly thumbprint: string }
  /** Not at all: whoever answers gets the password. */
  | { readonly kind: 'insecure' };

export interface TlsOptions {
  readonly trust: Trust;
  /** The server's address for messages, without credentials. */
  readonly endpoint: string;
  /** Milliseconds to be connected in. */
  readonly connectTimeoutMs: number;
}

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
  readonly #tls: TlsOptions;
  /** What ends each connection that is still being made. */
  readonly #connecting = new Set<(error: Error) => void>();

  constructor(options: TlsOptions, agentOptions: https.AgentOptions) {
    super(agentOptions);
    this.#tls = options;
  }

  override destroy(): void {
    super.destroy();
    for (const fail of this.#connecting) {
      fail(this.#connectionError(new Error('given up')));
    }
  }

  override createConnection(
    options: tls.ConnectionOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | undefined {
    const { trust, connectTimeoutMs } = this.#tls;
    const ca = trust.kind === 'authority' ? trust.ca : undefined;
    const socket = tls.connect({
      ...options,
      ...(ca === undefined ? {} : { ca: [...ca] }),
      minVersion: 'TLSv1.2',
      rejectUnauthorized: false,
      session: undefined,
    });
    const fail = (error: Error): void => {
      this.#connecting.delete(fail);
      socket.destroy();
      callback?.(error, socket);
    };
    const onError = (error: Error): void => fail(this.#connectionError(error));
    const onTimeout = (): void =>
      fail(this.#connectionError(new Error(`no connection within ${connectTimeoutMs} ms`)));
    this.#connecting.add(fail);
    socket.setTimeout(connectTimeoutMs);
    socket.once('timeout', onTimeout);
    socket.once('error', onError);
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      socket.off('timeout', onTimeout);
      socket.off('error', onError);
      this.#connecting.delete(fail);
      const objection = this.#objectionTo(socket);
      if (objection === undefined) {
        callback?.(null, socket);
      } else {
        fail(objection);
      }
    });
    return undefined;
  }

  #connectionError(cause: Error): ConnectionError {
    const { endpoint } = this.#tls;
    const message = `cannot connect to ${endpoint}: ${cause.message || 'refused'}`;
    return new ConnectionError(message, { endpoint, requestSent: false, cause });
  }

  #objectionTo(socket: tls.TLSSocket): CertificateError | undefined {
    const { trust, endpoint } = this.#tls;
    if (trust.kind === 'insecure') {
      return undefined;
    }
    const { fingerprint, fingerprint256, subject } = socket.getPeerCertificate();
    const certificate = { endpoint, fingerprint256, subject: String(subject?.CN ?? '') };
    if (trust.kind === 'pinned') {
      return normalizeFingerprint(trust.fingerprint256) === fingerprint256
        ? undefined
        : new CertificateError(
            'CERTIFICATE_CHANGED',
            `${endpoint} shows the certificate ${fingerprint256}, not the pinned one. ` +
              'Either it was renewed or somebody stands in between: ask who runs it before you trust the new one',
            certificate,
          );
    }
    if (trust.kind === 'thumbprint') {
      return normalizeFingerprint(trust.thumbprint) === fingerprint
        ? undefined
        : new CertificateError(
            'CERTIFICATE_CHANGED',
            `${endpoint} shows a certificate (SHA-1 ${fingerprint}) that its vCenter does not know. ` +
              'Either it was renewed and vCenter not told, or somebody stands in between',
            certificate,
          );
    }
    return socket.authorized
      ? undefined
      : new CertificateError(
          'CERTIFICATE_UNTRUSTED',
          `the certificate of ${endpoint} is not trusted (${reason(socket.authorizationError)}). ` +
            `Its SHA-256 is ${fingerprint256}: compare it with the server's own and pin it, or name the CA that signed it`,
          certificate,
        );
  }
}

/** Node's types say Error; at run time it is also a code such as DEPTH_ZERO_SELF_SIGNED_CERT. */
function reason(error: Error | string | null): string {
  return error instanceof Error ? error.message : String(error);
}
