import { compareVersions } from '../../vim25/index.ts';

/**
 * Properties that the API has only since some version. A server that does not know a path refuses the whole request and names one of
 * them at a time: each would cost a request more. Source: the version tags of types.go and pyVmomi's type information.
 */
const since: Readonly<Record<string, string>> = {
  'runtime.snapshotInBackground': '6.0',
  'runtime.instantCloneFrozen': '6.7',
  'remediationState.state': '6.7',
  'config.sevEnabled': '7.0.1.0',
  'guest.customizationInfo.customizationStatus': '7.0.2.0',
  'runtime.suspendedToMemory': '7.0.2.0',
  'runtime.vmFailoverInProgress': '7.0.2.0',
  'config.rebootPowerOff': '8.0.0.1',
  'runtime.partialMaintenanceMode': '8.0.3.0',
  'config.sevSnpEnabled': '9.0.0.0',
  'config.tdxEnabled': '9.0.0.0',
};

/** The paths that a server knows that is asked as `version`. */
export function pathsAsOf(version: string, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => compareVersions(version, since[path] ?? '0') >= 0);
}
