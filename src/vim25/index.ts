// The wire language, as the folders above use it. No I/O in here.
export type { WireNode } from './encode.ts';
export { encodeMessage, encodeRequest } from './encode.ts';
export type { Envelope } from './envelope.ts';
export { EnvelopeDecoder } from './envelope.ts';
export { readFault } from './fault.ts';
export {
  hardwareNumber,
  hardwareVersionId,
  newestHardwareVersion,
  parseHardwareVersion,
} from './hardware-versions.ts';
export type { MoRef } from './moref.ts';
export { formatMoRef, isMoRef, sameMoRef, serviceInstance } from './moref.ts';
export { namespaces } from './namespaces.ts';
export { ownText } from './own-text.ts';
export { findMistyped, readObjects } from './property-value.ts';
export { readSamlToken, securityHeader } from './saml-token.ts';
export { repeatable } from './schema.ts';
export { vim25Schema } from './schema-table.ts';
export type * from './types.ts';
export type * from './value.ts';
export { chooseVersion, compareVersions, oldestVersion, readServiceVersions } from './version.ts';
export { escapeText, writeElement, writeEnvelope } from './write-xml.ts';
