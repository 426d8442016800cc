// One round trip over HTTPS. The client above is the only door to the `soap` package.
export { probeCertificate } from './certificate.ts';
export type { CallOptions } from './client.ts';
export { SoapClient } from './client.ts';
export { Patience } from './patience.ts';
export type { HttpProxy } from './proxy.ts';
export { parseProxy } from './proxy.ts';
export { Secrets } from './scrub.ts';
export type { Route, TlsVersion } from './secure-socket.ts';
export type { Trust } from './tls.ts';
export { mustBeSha256, normalizeFingerprint, sha1, sha256 } from './tls.ts';
export type { HttpRequest, HttpResponse, HttpsTransportOptions, Transport } from './transport.ts';
export { formatEndpoint, HttpsTransport } from './transport.ts';
export { bareHost, unescapePart } from './url-parts.ts';
