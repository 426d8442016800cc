import type {
  KeyAnyValue,
  LicenseManagerEvaluationInfo,
  LicenseManagerLicenseInfo,
  MoRef,
} from '../../vim25/index.ts';
import type { CallOptions, Properties, Session } from '../../vsphere/index.ts';
import type { FleetLicence } from './surroundings.ts';

/** The key that vCenter has for licences that are no host's own, and an ESXi for its own. */
export const anyHost = '';

/** `expirationMinutes` is the server's own reckoning, so that no clock has to agree; `expirationDate` is all that licences with an end have. */
function minutesLeft(properties: readonly KeyAnyValue[] = [], now: Date): number | undefined {
  const value = (key: string) => properties.find((property) => property.key === key)?.value;
  const minutes = value('expirationMinutes') ?? undefined;
  if (minutes !== undefined) {
    return Number(minutes);
  }
  const hours = value('expirationHours');
  if (hours !== undefined) {
    return Number(hours) * 60;
  }
  const date = value('expirationDate');
  const end = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(end) ? undefined : Math.floor((end - now.getTime()) / 60_000);
}

function readLicence(
  info: LicenseManagerLicenseInfo,
  evaluation: LicenseManagerEvaluationInfo | undefined,
  now: Date,
): FleetLicence {
  const own = minutesLeft(info.properties, now);
  const isEvaluation = /^eval/i.test(info.editionKey);
  const left = own ?? (isEvaluation ? minutesLeft(evaluation?.properties, now) : undefined);
  const { editionKey, name } = info;
  return left === undefined ? { editionKey, name } : { editionKey, name, minutesLeft: left };
}

/** What a plan reads of the LicenseManager. */
export function licencePaths({ isVCenter }: Session): readonly string[] {
  return ['evaluation', isVCenter ? 'licenseAssignmentManager' : 'licenses'];
}

/**
 * The licence of each host by moid; of an ESXi, its own under `anyHost`.
 *
 * @param properties of the LicenseManager
 * @throws FaultError where the user may not read them (Global.Licenses).
 */
export async function retrieveLicences(
  session: Session,
  properties: Properties,
  now: Date,
  options: CallOptions,
): Promise<ReadonlyMap<string, FleetLicence>> {
  const evaluation = properties.get('evaluation') as LicenseManagerEvaluationInfo | undefined;
  const assignments = properties.get('licenseAssignmentManager') as MoRef | undefined;
  const found = new Map<string, FleetLicence>();
  if (assignments !== undefined) {
    const assigned = await session.call('QueryAssignedLicenses', assignments, {}, options);
    for (const { entityId, assignedLicense } of assigned ?? []) {
      found.set(entityId, readLicence(assignedLicense, evaluation, now));
    }
  }
  const [own] = (properties.get('licenses') ?? []) as readonly LicenseManagerLicenseInfo[];
  if (own !== undefined) {
    found.set(anyHost, readLicence(own, evaluation, now));
  }
  return found;
}
