/** vhv/wire: what is below the face. Vim25's own methods by `session.call`, traces and recordings of what is sent, and who a server is. */
export type { SignalOptions } from './library/check.ts';
export {
  type ProbeOptions,
  probeCertificate,
  proveSameServer,
  type RecorderOptions,
  retrieveServerId,
  type TraceOptions,
  withRecorder,
  withTrace,
} from './library/wire.ts';
export type { HttpProxy, TlsVersion } from './soap/index.ts';
export type { OutputFolderError } from './soap/output-folder.ts';
export type { AnyValue, MoRef, Operations, OptionValue, ServiceContent } from './vim25/index.ts';
export type { CallOptions, SameServerProof, Session, Transport } from './vsphere/index.ts';
