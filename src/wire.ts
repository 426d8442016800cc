/** vhv/wire: what is below the face. Vim25's own methods by `session.call`, traces and recordings of what is sent, and who a server is. */
export { type ProbeOptions, probeCertificate } from './library/wire.ts';
export type { HttpProxy, TlsVersion } from './soap/index.ts';
export { Secrets } from './soap/index.ts';
export { type RecorderOptions, withRecorder } from './soap/record.ts';
export { type TraceOptions, withTrace } from './soap/trace.ts';
export type { AnyValue, MoRef, Operations, OptionValue, ServiceContent } from './vim25/index.ts';
export { formatMoRef } from './vim25/index.ts';
export {
  type CallOptions,
  proveSameServer,
  retrieveServerId,
  type SameServerProof,
  type Session,
  type Transport,
} from './vsphere/index.ts';
