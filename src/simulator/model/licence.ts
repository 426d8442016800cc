import { serverTime } from '../clock.ts';
import type { KeyAnyValue, LicenseManagerLicenseInfo } from '../types.ts';

export type Edition = 'enterprisePlus' | 'evaluation' | 'free';

export interface LicenceData {
  /** @default enterprisePlus */
  readonly edition?: Edition;
  /** A time, `2026-12-31T00:00:00Z`. @default never; of an evaluation, 60 days after the start */
  readonly expires?: string;
  /** In place of `expires`: so long after the start. */
  readonly expiresInHours?: number;
}

export interface Licence {
  readonly edition: Edition;
  /** Undefined where it has no end. */
  readonly expires: Date | undefined;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const evaluationMs = 60 * dayMs;

export function buildLicence(
  { edition = 'enterprisePlus', expires, expiresInHours }: LicenceData = {},
  created: string,
): Licence {
  if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
    throw new TypeError(`'${expires}' is no time such as 2026-12-31T00:00:00Z`);
  }
  const start = Date.parse(created);
  if (expiresInHours !== undefined) {
    return { edition, expires: new Date(start + expiresInHours * 60 * minuteMs) };
  }
  const end = edition === 'evaluation' ? new Date(start + evaluationMs) : undefined;
  return { edition, expires: expires === undefined ? end : new Date(expires) };
}

export function hasEnded({ expires }: Licence, now: Date): boolean {
  return expires !== undefined && expires <= now;
}

/** Keys of editions as blogs and scripts tell them: unverified (docs/facts.md#license-editions). The license keys are made up. */
const editions: Readonly<
  Record<Edition, Pick<LicenseManagerLicenseInfo, 'editionKey' | 'name' | 'licenseKey'>>
> = {
  enterprisePlus: {
    licenseKey: 'SIMUL-ATED0-ENTER-PRISE-PLUS0',
    editionKey: 'esxEnterprisePlus',
    name: 'VMware vSphere 8 Enterprise Plus',
  },
  evaluation: {
    licenseKey: '00000-00000-00000-00000-00000',
    editionKey: 'eval',
    name: 'Evaluation Mode',
  },
  free: {
    licenseKey: 'SIMUL-ATED0-00000-00000-FREE0',
    editionKey: 'esxBasic',
    name: 'VMware vSphere 8 Hypervisor',
  },
};

/** One of LicenseManager.licenses. */
export function licenseInfo(licence: Licence, hosts: number, now: Date): LicenseManagerLicenseInfo {
  return {
    ...editions[licence.edition],
    total: licence.edition === 'enterprisePlus' ? 64 : 0,
    used: hosts,
    costUnit: 'cpuPackage',
    properties: expiry(licence, now),
  };
}

/** When it ends, as evaluations and licences with an end tell; nothing where there is none. */
export function expiry({ expires }: Licence, now: Date): readonly KeyAnyValue[] {
  if (expires === undefined) {
    return [];
  }
  const minutes = Math.max(0, Math.floor((expires.getTime() - now.getTime()) / minuteMs));
  return [
    { key: 'expirationHours', value: BigInt(Math.floor(minutes / 60)) },
    { key: 'expirationMinutes', value: BigInt(minutes) },
    { key: 'expirationDate', value: { _type: 'xsd:dateTime', value: serverTime(expires) } },
  ];
}
