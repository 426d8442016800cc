import type { Kind } from './pseudonym-spellings.ts';

/** How to replace a leaf, by the name of an element, or of the last part of a property path. Any other that is not harmless is a text. */
export const kinds: Readonly<Record<string, Kind | 'path' | 'file'>> = {
  name: 'name',
  entityName: 'name',
  userName: 'user',
  // Of a guest: who logs in, and whose process it is.
  username: 'user',
  owner: 'user',
  fullName: 'user',
  hostName: 'host',
  dnsName: 'host',
  domainName: 'host',
  ipAddress: 'address',
  ip: 'address',
  macAddress: 'mac',
  mac: 'mac',
  inventoryPath: 'path',
  vmPathName: 'file',
  fileName: 'file',
  url: 'url',
  // In base64.
  endorsementKeyCertificate: 'bytes',
  endorsementKeyCertificateSigningRequest: 'bytes',
  descriptionTreeCheckSum: 'bytes',
  hostConfigCheckSum: 'bytes',
  scriptCheckSum: 'bytes',
  vmxConfigChecksum: 'bytes',
};

/** Whose `name` or `fullName` belongs to the product or the language: property paths, options, filters, releases, methods. */
export const technical: ReadonlySet<string> = new Set([
  'propSet',
  'changeSet',
  'selectSet',
  'about',
  'product',
  'namespace',
  'QueryOptions',
  'InvalidNameFault',
  'InvalidPropertyFault',
  'info',
]);
export const technicalTypes: ReadonlySet<string | undefined> = new Set([
  'InvalidName',
  'InvalidProperty',
  'TaskInfo',
  'AboutInfo',
]);

export const optionHolders: ReadonlySet<string> = new Set([
  'OptionValue',
  'extraConfig',
  'changedValue',
]);
