import { compareVersions, knownVersions } from '../vim25/version.ts';
import type { AboutInfo } from './types.ts';

export type ServerKind = 'vcenter' | 'esx';

interface Release {
  readonly apiVersion: string;
  readonly build: string;
}

/** Releases by `about.version`. Builds are made up, so that nobody takes an answer for that of a real server. */
const releases: Readonly<Record<string, Release>> = {
  '5.0.0': { apiVersion: '5.0', build: '50000' },
  '5.1.0': { apiVersion: '5.1', build: '51000' },
  '5.5.0': { apiVersion: '5.5', build: '55000' },
  '6.0.0': { apiVersion: '6.0', build: '60000' },
  '6.5.0': { apiVersion: '6.5', build: '65000' },
  '6.7.0': { apiVersion: '6.7.3', build: '67000' },
  '7.0.3': { apiVersion: '7.0.3.2', build: '70300' },
  '8.0.3': { apiVersion: '8.0.3.0', build: '80300' },
  '9.0.0': { apiVersion: '9.0.0.0', build: '90000' },
};

export const releaseVersions: readonly string[] = Object.keys(releases);

function release(version: string): Release {
  const found = releases[version];
  if (found === undefined) {
    throw new TypeError(`no release ${version}; there are ${releaseVersions.join(', ')}`);
  }
  return found;
}

const names: Readonly<Record<ServerKind, string>> = {
  vcenter: 'VMware vCenter Server',
  esx: 'VMware ESXi',
};

/** What a server or a host says of itself (docs/facts.md#service-content). */
export function aboutInfo(kind: ServerKind, version: string, instanceUuid?: string): AboutInfo {
  const { apiVersion, build } = release(version);
  const isVcenter = kind === 'vcenter';
  return {
    name: names[kind],
    fullName: `${names[kind]} ${version} build-${build}`,
    vendor: 'VMware, Inc.',
    version,
    build,
    localeVersion: 'INTL',
    localeBuild: '000',
    osType: isVcenter ? 'linux-x64' : 'vmnix-x86',
    productLineId: isVcenter ? 'vpx' : 'embeddedEsx',
    apiType: isVcenter ? 'VirtualCenter' : 'HostAgent',
    apiVersion,
    ...(instanceUuid !== undefined && { instanceUuid }),
    licenseProductName: isVcenter ? 'VMware VirtualCenter Server' : 'VMware ESX Server',
    licenseProductVersion: version.slice(0, version.indexOf('.') + 2),
  };
}

/** The versions of the API that a server speaks, newest first; two old ones that our client does not know stand last. */
export function spokenVersions(apiVersion: string): readonly string[] {
  const spoken = knownVersions.filter((version) => compareVersions(version, apiVersion) <= 0);
  return [...spoken.reverse(), '4.1', '4.0'];
}
