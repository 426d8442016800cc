import type { MoRef } from '../../vim25/moref.ts';
import type { LicenseAssignmentManagerLicenseAssignment } from '../types.ts';
import { hostsOf } from './host-system.ts';
import type { Inventory } from './inventory.ts';
import { expiry, type Licence, licenseInfo } from './licence.ts';
import type { Readers, Viewer } from './managed-object.ts';

/** The properties of the LicenseManager: what its hosts have been given. */
export function licenseManagerReaders(
  inventory: Inventory,
  now: () => Date,
  assignments: MoRef | undefined,
): Readers<Viewer | undefined> {
  const licences = () => hostsOf(inventory).map((host) => host.state.licence);
  return {
    evaluation: () => {
      const evaluation = licences().find(({ edition }) => edition === 'evaluation');
      return { properties: evaluation === undefined ? [] : expiry(evaluation, now()) };
    },
    licenseAssignmentManager: () => assignments,
    licensedEdition: () => {
      const [licence] = licences();
      return licence && licenseInfo(licence, 1, now()).editionKey;
    },
    licenses: () =>
      grouped(licences()).flatMap(([licence, ...others]) =>
        licence === undefined ? [] : licenseInfo(licence, 1 + others.length, now()),
      ),
    sourceAvailable: () => true,
  };
}

/** What each host has been given, or one of them (API reference, LicenseAssignmentManager.QueryAssignedLicenses). */
export function assignedLicenses(
  inventory: Inventory,
  now: Date,
  entityId: string | undefined,
): readonly LicenseAssignmentManagerLicenseAssignment[] {
  return hostsOf(inventory)
    .filter(({ moRef }) => entityId === undefined || moRef.value === entityId)
    .map(({ moRef, name, state }) => ({
      entityId: moRef.value,
      entityDisplayName: name,
      assignedLicense: licenseInfo(state.licence, 1, now),
    }));
}

/** Hosts of one edition with one end share a licence. */
function grouped(licences: readonly Licence[]): readonly (readonly Licence[])[] {
  const groups = new Map<string, Licence[]>();
  for (const licence of licences) {
    const key = `${licence.edition} ${licence.expires?.toISOString()}`;
    groups.set(key, [...(groups.get(key) ?? []), licence]);
  }
  return [...groups.values()];
}
