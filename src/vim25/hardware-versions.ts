import { compareVersions } from './version.ts';

/** Hardware versions that ESXi runs; 12 and 16 are those of desktop products. */
const known: readonly number[] = [4, 7, 8, 9, 10, 11, 13, 14, 15, 17, 18, 19, 20, 21, 22];

/** Which is the newest from which release on (Broadcom KB 315655). 6.7.0 stands for its third update, which has 15. */
const newest: readonly (readonly [since: string, version: number])[] = [
  ['9.0', 22],
  ['8.0.2', 21],
  ['8.0', 20],
  ['7.0.2', 19],
  ['7.0.1', 18],
  ['7.0', 17],
  ['6.7', 15],
  ['6.5', 13],
  ['6.0', 11],
  ['5.5', 10],
  ['5.1', 9],
  ['5.0', 8],
];

/** The newest hardware version that a release of ESXi runs: 19 of 7.0.3. */
export function newestHardwareVersion(release: string): number {
  return newest.find(([since]) => compareVersions(release, since) >= 0)?.[1] ?? 7;
}

/** Every hardware version that a release of ESXi runs, the oldest first. */
export function hardwareVersionsOf(release: string): readonly number[] {
  return known.filter((version) => version <= newestHardwareVersion(release));
}

/** `vmx-08`, `vmx-19`: two digits at least. */
export function hardwareVersionId(version: number): string {
  return `vmx-${String(version).padStart(2, '0')}`;
}

/** `vmx-09` is 9; undefined for what is no hardware version. ESXi need not know it, as it has to in `parseHardwareVersion`. */
export function hardwareNumber(version: string | undefined): number | undefined {
  const digits = /^vmx-(\d+)$/.exec(version ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The number in `vmx-19`; undefined where there is no such version. */
export function parseHardwareVersion(id: string): number | undefined {
  return known.find((version) => hardwareVersionId(version) === id);
}

export const hardwareVersionIds: readonly string[] = known.map(hardwareVersionId);
