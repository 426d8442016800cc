import type { FleetHost, FleetLicence, Surroundings } from '../facts/surroundings.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { disturbanceFindings, remediationFindings } from './disturbance-findings.ts';
import { finding, findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import { hypervisorFindings } from './hypervisor-findings.ts';
import { keyFindings } from './key-findings.ts';
import type { FindingInputs } from './vm-plan.ts';

const dayMinutes = 24 * 60;

/** Can it come back up? What blocks a power cycle, and only that. */
export function powerOnFindings(considered: FindingInputs): Finding[] {
  const { facts, steps, surroundings } = considered;
  if (steps.powerCycle === undefined) {
    return [];
  }
  const { toolsRunningStatus } = facts;
  return [
    ...findingIf(
      steps.powerCycle === 'soft' && toolsRunningStatus !== 'guestToolsRunning',
      'TOOLS_NOT_RUNNING',
      { 'guest.toolsRunningStatus': toolsRunningStatus ?? 'unset' },
    ),
    ...disturbanceFindings({ facts, steps, surroundings }),
    ...hypervisorFindings(considered),
    ...keyFindings(considered),
    ...(surroundings === undefined ? [] : surroundingsFindings(facts, surroundings)),
  ];
}

function surroundingsFindings(facts: VmFacts, surroundings: Surroundings): Finding[] {
  const host = surroundings.hosts[facts.host?.value ?? ''];
  return [
    ...(host === undefined
      ? [finding('HOST_UNREADABLE', { 'runtime.host': facts.host?.value ?? 'unset' })]
      : [...hostStateFindings(host, surroundings), ...remediationFindings(host, surroundings)]),
    ...licenceFindings(host?.licence),
    ...clusterFindings(facts, surroundings.clusters[host?.parent?.value ?? '']),
    ...storageFindings(facts, surroundings),
    ...selfFindings(facts, surroundings),
  ];
}

/** Why a host powers no VM on, or may not soon. */
function hostStateFindings(host: FleetHost, { tasks }: Surroundings): Finding[] {
  const named = { host: host.name };
  const { connectionState, inMaintenanceMode, partialMaintenance } = host;
  const task = tasks[host.moRef.value] ?? '';
  const standby = standbyOf(host, task);
  return [
    ...findingIf(connectionState !== 'connected', 'HOST_NOT_CONNECTED', {
      ...named,
      'runtime.connectionState': connectionState ?? 'unset',
    }),
    ...findingIf(inMaintenanceMode === true, 'HOST_IN_MAINTENANCE', {
      ...named,
      'runtime.inMaintenanceMode': 'true',
    }),
    ...findingIf(partialMaintenance !== undefined, 'HOST_IN_PARTIAL_MAINTENANCE', {
      ...named,
      'runtime.partialMaintenanceMode': partialMaintenance ?? '',
    }),
    ...findingIf(/enterMaintenanceMode/i.test(task), 'HOST_ENTERING_MAINTENANCE', {
      ...named,
      'info.descriptionId': task,
    }),
    ...findingIf(standby !== undefined, 'HOST_IN_STANDBY', { ...named, ...standby }),
  ];
}

/** What shows that a host sleeps, or is about to. */
function standbyOf(
  { standbyMode = 'none', powerState }: Pick<FleetHost, 'standbyMode' | 'powerState'>,
  task: string,
): Finding['evidence'] | undefined {
  if (standbyMode !== 'none') {
    return { 'runtime.standbyMode': standbyMode };
  }
  if (powerState === 'standBy') {
    return { 'runtime.powerState': powerState };
  }
  return /enterStandbyMode/i.test(task) ? { 'info.descriptionId': task } : undefined;
}

function licenceFindings(licence: FleetLicence | undefined): Finding[] {
  const { minutesLeft, editionKey = '' } = licence ?? {};
  if (minutesLeft === undefined || minutesLeft >= dayMinutes) {
    return [];
  }
  const evidence = { 'licenses.editionKey': editionKey, expirationMinutes: String(minutesLeft) };
  return [finding(minutesLeft <= 0 ? 'LICENCE_ENDED' : 'LICENCE_ENDING', evidence)];
}

function clusterFindings(
  { moRef }: VmFacts,
  cluster: Surroundings['clusters'][string] | undefined,
): Finding[] {
  if (cluster === undefined) {
    return [];
  }
  const { name, admission = [], drsEnabled, drsBehavior, drsOverrides } = cluster;
  const short = admission.filter(({ needs, has }) => has < needs);
  const behavior = drsOverrides[moRef.value] ?? drsBehavior;
  return [
    ...findingIf(
      short.length > 0,
      'HA_NO_ROOM',
      Object.fromEntries([
        ['cluster', name],
        ...short.map((limit) => [limit.name, `${limit.has} of ${limit.needs}`] as const),
      ]),
    ),
    ...findingIf(drsEnabled && behavior === 'manual', 'DRS_MANUAL', { cluster: name }),
  ];
}

function storageFindings({ details }: VmFacts, { datastores }: Surroundings): Finding[] {
  const own = (details?.datastores ?? []).flatMap(({ value }) => datastores[value] ?? []);
  const named = (found: typeof own): Record<string, string> => ({
    datastore: found.map(({ name }) => name).join(', '),
  });
  const lost = own.filter(({ accessible }) => accessible === false);
  const maintained = own.filter(
    ({ maintenanceMode }) => maintenanceMode !== undefined && maintenanceMode !== 'normal',
  );
  const cdFiles = (details?.devices?.cdFiles ?? []).filter(
    ({ datastore }) => datastores[datastore?.value ?? '']?.accessible === false,
  );
  return [
    ...findingIf(lost.length > 0, 'DATASTORE_INACCESSIBLE', named(lost)),
    ...findingIf(maintained.length > 0, 'DATASTORE_IN_MAINTENANCE', named(maintained)),
    ...findingIf(cdFiles.length > 0, 'CD_INACCESSIBLE', {
      file: cdFiles.map(({ file }) => file).join(', '),
    }),
  ];
}

function selfFindings(
  { details, ipAddress }: VmFacts,
  { self, isVCenter }: Surroundings,
): Finding[] {
  const { guestHostName, devices } = details ?? {};
  const server = self.serverAddresses.map((address) => address.toLowerCase());
  const names = [guestHostName, ipAddress].flatMap((name) => name?.toLowerCase() ?? []);
  const met = names.find((name) => server.includes(name));
  const mac = devices?.macAddresses.find((address) => self.macAddresses.includes(address));
  return [
    ...findingIf(isVCenter && met !== undefined, 'IS_VCENTER', { guest: met ?? '' }),
    ...findingIf(mac !== undefined, 'IS_THIS_MACHINE', { macAddress: mac ?? '' }),
  ];
}
