// One round trip over HTTPS. The client above is the only door to the `soap` package.
export type { CallOptions } from './client.ts';
export { SoapClient } from './client.ts';
export { Secrets } from './scrub.ts';
export type { Trust } from './tls.ts';
export { normalizeFingerprint } from './tls.ts';
export type { HttpRequest, HttpResponse, HttpsTransportOptions, Transport } from './transport.ts';
export { HttpsTransport } from './transport.ts';
