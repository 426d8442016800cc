import { describe, expect, test } from 'vitest';
import type { FleetFacts } from '../../src/nested/facts/fleet-facts.ts';
import type { VmDetails } from '../../src/nested/facts/vm-details.ts';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import type { Desired } from '../../src/nested/plan/change.ts';
import { type FindingCode, findingCodes } from '../../src/nested/plan/finding-codes.ts';
import { type PlanOptions, planVm } from '../../src/nested/plan/plan.ts';
import { fleetFacts, fleetWithHost, vmFacts } from '../helpers/facts.ts';

interface Situation {
  readonly vm?: Partial<VmFacts>;
  readonly around?: FleetFacts;
  readonly options?: PlanOptions;
  readonly wanted?: Desired;
}

const on: Desired = { nestedHVEnabled: true, extraConfig: {} };
const off: Desired = { nestedHVEnabled: false, extraConfig: {} };
const key: Desired = { extraConfig: { 'disk.EnableUUID': 'TRUE' } };

function codesOf({ vm = {}, around = fleetFacts(), options = {}, wanted = on }: Situation) {
  return planVm(vmFacts(vm), wanted, around, options).findings.map(({ code }) => code);
}

const running: Partial<VmFacts> = {
  powerState: 'poweredOn',
  toolsRunningStatus: 'guestToolsRunning',
};
const soft: PlanOptions = { powerCycle: 'soft' };
const hard: PlanOptions = { powerCycle: 'hard' };
const noDevices = { passthrough: [], vGpu: [], hasVTpm: false, cdFiles: [], macAddresses: [] };
const details = (more: VmDetails): Partial<VmFacts> => ({ details: more });
const cycled = (more: VmDetails): Partial<VmFacts> => ({ ...running, details: more });
const cluster = (more: Partial<FleetFacts['clusters'][string]>): FleetFacts => {
  const clusters = Object.entries(fleetFacts().clusters);
  return fleetFacts({
    clusters: Object.fromEntries(clusters.map(([moid, one]) => [moid, { ...one, ...more }])),
  });
};
const datastore = { type: 'Datastore', value: 'datastore-15' };
const esx = (around: FleetFacts): FleetFacts => ({ ...around, isVCenter: false });
const free = { licence: { editionKey: 'esxBasic', name: 'Hypervisor' } };
const ends = (minutesLeft: number) =>
  fleetWithHost({ licence: { editionKey: 'eval', name: 'Evaluation Mode', minutesLeft } });
const lost = { 'datastore-15': { name: 'nfs-01', accessible: false } };

/** For each code: where it is found, and the nearest situation where it is not. */
const table: Readonly<Record<FindingCode, { readonly yes: Situation; readonly no: Situation }>> = {
  POWER_CYCLE_REQUIRED: { yes: { vm: running }, no: { vm: running, options: soft } },
  SUSPENDED: {
    yes: { vm: { powerState: 'suspended' } },
    no: { vm: { powerState: 'suspended' }, options: { discardSuspended: true } },
  },
  MEMORY_DISCARDED: {
    yes: { vm: { powerState: 'suspended' }, options: { discardSuspended: true } },
    no: { vm: running, options: { ...soft, discardSuspended: true } },
  },
  TEMPLATE: {
    yes: { vm: { template: true } },
    no: { vm: { template: true }, options: { convertTemplates: true } },
  },
  TEMPLATE_NOT_CONVERTIBLE: {
    yes: {
      vm: { template: true },
      around: fleetWithHost({ rootPool: undefined }),
      options: { convertTemplates: true },
    },
    no: { vm: { template: true }, options: { convertTemplates: true } },
  },
  NOT_CONNECTED: {
    yes: { vm: { connectionState: 'orphaned' } },
    no: { vm: { connectionState: undefined } },
  },
  CONFIG_UNREADABLE: {
    yes: { vm: { extraConfig: undefined }, wanted: key },
    no: { vm: { extraConfig: {} }, wanted: key },
  },
  TAKES_EFFECT_AT_POWER_ON: { yes: { vm: running, wanted: key }, no: { wanted: key } },
  FLAG_TRANSLATED: { yes: { wanted: { extraConfig: { 'vhv.enable': 'TRUE' } } }, no: {} },
  QUESTION_PENDING: { yes: { vm: { question: 'Moved or copied?' } }, no: {} },
  TASK_RUNNING: {
    yes: { around: fleetFacts({ tasks: { 'vm-42': 'VirtualMachine.createSnapshot' } }) },
    no: { around: fleetFacts({ tasks: { 'vm-43': 'VirtualMachine.createSnapshot' } }) },
  },
  METHOD_DISABLED: {
    yes: { vm: { disabledMethods: ['ReconfigVM_Task'] } },
    no: { vm: { disabledMethods: ['PowerOffVM_Task', 'UpgradeVM_Task'] } },
  },
  MANAGED_BY: {
    yes: { vm: { managedBy: { extensionKey: 'com.vmware.vcDr', type: 'placeholder' } } },
    no: { vm: { managedBy: { extensionKey: 'com.vmware.vim.eam', type: 'cluster-agent' } } },
  },
  CLUSTER_SERVICE_VM: {
    yes: { vm: { managedBy: { extensionKey: 'com.vmware.vim.eam', type: 'cluster-agent' } } },
    no: { vm: { managedBy: { extensionKey: 'com.vmware.vcDr', type: 'placeholder' } } },
  },
  SNAPSHOTS: { yes: { vm: { hasSnapshots: true } }, no: { vm: { hasSnapshots: false } } },
  HARDWARE_TOO_OLD: {
    yes: { vm: { hardwareVersion: 'vmx-08' } },
    no: { vm: { hardwareVersion: 'vmx-08' }, options: { upgradeHardware: 'vmx-19' } },
  },
  HARDWARE_UPGRADE: {
    yes: { vm: { hardwareVersion: 'vmx-08' }, options: { upgradeHardware: 'vmx-19' } },
    no: { vm: { hardwareVersion: 'vmx-10' }, options: { upgradeHardware: 'vmx-19' } },
  },
  HARDWARE_NOT_SUPPORTED: {
    yes: {
      vm: { hardwareVersion: 'vmx-08' },
      around: fleetWithHost({ version: '7.0.3' }),
      options: { upgradeHardware: 'vmx-20' },
    },
    no: {
      vm: { hardwareVersion: 'vmx-08' },
      around: fleetWithHost({ version: '7.0.3' }),
      options: { upgradeHardware: 'vmx-19' },
    },
  },
  VM_NOT_CAPABLE: {
    yes: { vm: { nestedHVSupported: false } },
    no: { vm: { nestedHVSupported: false }, around: fleetWithHost({ nestedHVSupported: false }) },
  },
  HOST_NOT_CAPABLE: {
    yes: { around: fleetWithHost({ nestedHVSupported: false }) },
    no: {
      around: fleetWithHost({ nestedHVSupported: false }),
      wanted: off,
      vm: { nestedHVEnabled: true },
    },
  },
  HOST_CAPABILITY_UNKNOWN: {
    yes: { around: fleetWithHost({ nestedHVSupported: undefined }) },
    no: {
      around: fleetWithHost({ nestedHVSupported: undefined, connectionState: 'disconnected' }),
    },
  },
  HOST_NEEDS_VHV_ALLOW: {
    yes: { around: fleetWithHost({ nestedHVSupported: undefined, apiVersion: '5.0' }) },
    no: { around: fleetWithHost({ nestedHVSupported: undefined, apiVersion: '5.1' }) },
  },
  CPU_NOT_CAPABLE: {
    yes: { around: fleetWithHost({ nestedHVSupported: undefined, cpuid: 'none' }) },
    no: { around: fleetWithHost({ cpuid: 'none' }) },
  },
  HV_NOT_CAPABLE: {
    yes: { around: fleetWithHost({ hvCapable: false }) },
    no: { around: fleetWithHost({ hvCapable: undefined }) },
  },
  EVC_HIDES_VIRTUALIZATION: {
    yes: { around: fleetWithHost({ virtualizationLeft: false, evcMode: 'intel-merom' }) },
    no: { around: fleetWithHost({ virtualizationLeft: true, evcMode: 'intel-westmere' }) },
  },
  VM_EVC_HIDES_VIRTUALIZATION: {
    yes: { vm: { ...running, ...details({ maskLeavesVirtualization: false }) }, options: soft },
    no: { vm: { ...running, ...details({ maskLeavesVirtualization: true }) }, options: soft },
  },
  PCI_PASSTHROUGH: {
    yes: { vm: details({ devices: { ...noDevices, passthrough: ['PCI device 0'] } }) },
    no: { vm: details({ devices: noDevices }) },
  },
  VGPU: {
    yes: { vm: details({ devices: { ...noDevices, vGpu: ['PCI device 0'] } }) },
    no: { vm: details({ devices: { ...noDevices, passthrough: ['PCI device 0'] } }) },
  },
  FAULT_TOLERANCE: {
    yes: { vm: { faultToleranceState: 'running' } },
    no: { vm: { faultToleranceState: 'notConfigured' } },
  },
  VBS_ENABLED: {
    yes: { vm: { vbsEnabled: true, nestedHVEnabled: true }, wanted: off },
    no: { vm: { vbsEnabled: true } },
  },
  MISSING_PRIVILEGE: {
    yes: {
      around: fleetFacts({ missingPrivileges: { 'vm-42': ['VirtualMachine.Config.Settings'] } }),
    },
    // A right that this VM's change does not need.
    no: {
      around: fleetFacts({ missingPrivileges: { 'vm-42': ['VirtualMachine.Interact.PowerOn'] } }),
    },
  },
  LICENCE_READ_ONLY: {
    yes: { around: esx(fleetWithHost(free)) },
    no: { around: fleetWithHost(free) },
  },
  HOST_MANAGED_BY_VCENTER: {
    yes: { around: esx(fleetWithHost({ managementServerIp: '192.0.2.1' })) },
    no: { around: fleetWithHost({ managementServerIp: '192.0.2.1' }) },
  },
  HOST_IN_LOCKDOWN: {
    yes: { around: esx(fleetWithHost({ lockdownMode: 'lockdownNormal' })) },
    no: { around: fleetWithHost({ lockdownMode: 'lockdownNormal' }) },
  },
  NOT_ALL_CHECKED: { yes: { around: fleetFacts({ unread: ['licences'] }) }, no: {} },
  LICENCE_ENDED: {
    yes: { vm: running, options: soft, around: ends(0) },
    no: { around: ends(0) },
  },
  LICENCE_ENDING: {
    yes: { vm: running, options: soft, around: ends(24 * 60 - 1) },
    no: { vm: running, options: soft, around: ends(24 * 60) },
  },
  HA_NO_ROOM: {
    yes: {
      vm: running,
      options: soft,
      around: cluster({ admission: [{ name: 'failover level', needs: 1, has: 0 }] }),
    },
    no: {
      vm: running,
      options: soft,
      around: cluster({ admission: [{ name: 'failover level', needs: 1, has: 1 }] }),
    },
  },
  ENCRYPTED: {
    yes: { vm: cycled({ encrypted: true }), options: hard },
    no: { vm: details({ encrypted: true }), options: hard },
  },
  VTPM: {
    yes: { vm: cycled({ devices: { ...noDevices, hasVTpm: true } }), options: soft },
    no: { vm: details({ devices: { ...noDevices, hasVTpm: true } }), options: soft },
  },
  HOST_UNREADABLE: {
    yes: { vm: running, options: soft, around: fleetFacts({ hosts: {} }) },
    no: { around: fleetFacts({ hosts: {} }) },
  },
  HOST_NOT_CONNECTED: {
    yes: {
      vm: running,
      options: soft,
      around: fleetWithHost({ connectionState: 'notResponding' }),
    },
    no: { around: fleetWithHost({ connectionState: 'notResponding' }) },
  },
  HOST_IN_MAINTENANCE: {
    yes: { vm: running, options: soft, around: fleetWithHost({ inMaintenanceMode: true }) },
    no: { around: fleetWithHost({ inMaintenanceMode: true }) },
  },
  HOST_ENTERING_MAINTENANCE: {
    yes: {
      vm: running,
      options: soft,
      around: fleetFacts({ tasks: { 'host-14': 'HostSystem.enterMaintenanceMode' } }),
    },
    no: {
      vm: running,
      options: soft,
      around: fleetFacts({ tasks: { 'host-14': 'HostSystem.exitMaintenanceMode' } }),
    },
  },
  HOST_IN_STANDBY: {
    yes: { vm: running, options: soft, around: fleetWithHost({ standbyMode: 'entering' }) },
    no: { vm: running, options: soft, around: fleetWithHost({ standbyMode: undefined }) },
  },
  DATASTORE_INACCESSIBLE: {
    yes: {
      vm: cycled({ datastores: [datastore] }),
      options: soft,
      around: fleetFacts({ datastores: lost }),
    },
    no: { vm: cycled({ datastores: [datastore] }), options: soft },
  },
  DATASTORE_IN_MAINTENANCE: {
    yes: {
      vm: cycled({ datastores: [datastore] }),
      options: soft,
      around: fleetFacts({
        datastores: { 'datastore-15': { name: 'nfs-01', maintenanceMode: 'enteringMaintenance' } },
      }),
    },
    no: { vm: cycled({ datastores: [datastore] }), options: soft },
  },
  CD_INACCESSIBLE: {
    yes: {
      vm: cycled({ devices: { ...noDevices, cdFiles: [{ file: '[nfs-01] a.iso', datastore }] } }),
      options: soft,
      around: fleetFacts({ datastores: lost }),
    },
    no: {
      vm: cycled({ devices: { ...noDevices, cdFiles: [{ file: '[nvme-01] a.iso', datastore }] } }),
      options: soft,
    },
  },
  TOOLS_NOT_RUNNING: {
    yes: { vm: { powerState: 'poweredOn' }, options: soft },
    no: { vm: { powerState: 'poweredOn' }, options: hard },
  },
  IS_VCENTER: {
    yes: { vm: cycled({ guestHostName: 'VC.example.com' }), options: soft },
    no: { vm: cycled({ guestHostName: 'vc2.example.com' }), options: soft },
  },
  IS_THIS_MACHINE: {
    yes: {
      vm: cycled({ devices: { ...noDevices, macAddresses: ['00:50:56:00:00:01'] } }),
      options: soft,
    },
    no: { vm: details({ devices: { ...noDevices, macAddresses: ['00:50:56:00:00:01'] } }) },
  },
  DRS_MANUAL: {
    yes: { vm: running, options: soft, around: cluster({ drsOverrides: { 'vm-42': 'manual' } }) },
    no: {
      vm: running,
      options: soft,
      around: cluster({ drsBehavior: 'manual', drsOverrides: { 'vm-42': 'fullyAutomated' } }),
    },
  },
  NESTED_NETWORKING: {
    yes: {
      vm: details({ networks: [{ type: 'Network', value: 'network-7' }] }),
      options: { profile: 'kvm' },
    },
    no: {
      vm: details({ networks: [{ type: 'Network', value: 'network-7' }] }),
      options: { profile: 'vbs' },
    },
  },
  VBS_NEEDS_EFI: {
    yes: { vm: details({ firmware: 'bios' }), options: { profile: 'vbs' } },
    no: { vm: details({ firmware: 'efi' }), options: { profile: 'vbs' } },
  },
  VBS_NEEDS_SECURE_BOOT: {
    yes: { vm: details({ secureBoot: false }), options: { profile: 'vbs' } },
    no: { vm: details({}), options: { profile: 'vbs' } },
  },
  VBS_FLAG_OFF: {
    yes: { vm: { vbsEnabled: false }, options: { profile: 'vbs' } },
    no: { vm: { vbsEnabled: false }, options: { profile: 'esxi' } },
  },
};

describe('each finding', () => {
  const codes = Object.keys(findingCodes) as FindingCode[];

  test.each(codes)('%s is found where it is so, and not where it is not', (code) => {
    expect(codesOf(table[code].yes)).toContain(code);
    expect(codesOf(table[code].no)).not.toContain(code);
  });

  test.each(codes)('%s blocks where it says that it does, and only then', (code) => {
    const { vm = {}, around = fleetFacts(), options = {}, wanted = on } = table[code].yes;
    const plan = planVm(vmFacts(vm), wanted, around, options);
    const blocks = plan.findings.some(({ severity }) => severity === 'blocker');
    expect(plan.fate).toBe(blocks ? 'blocked' : 'change');
    expect(blocks || findingCodes[code].severity !== 'blocker').toBe(true);
  });

  test('with nothing wrong there are none, off, running or to be power-cycled', () => {
    expect(codesOf({})).toStrictEqual([]);
    expect(codesOf({ vm: running, options: soft })).toStrictEqual([]);
  });
});

describe('what blocks a power cycle', () => {
  test('does not block the change of a VM that is off', () => {
    const bad = {
      ...ends(0),
      tasks: { 'host-14': 'HostSystem.enterMaintenanceMode' },
      clusters: cluster({ admission: [{ name: 'failover level', needs: 1, has: 0 }] }).clusters,
    };
    expect(
      codesOf({ vm: details({ devices: noDevices, encrypted: true }), around: bad, options: soft }),
    ).toStrictEqual([]);
  });

  test('the licence counts by the minute that the server told', () => {
    expect(codesOf({ vm: running, options: soft, around: ends(1) })).toStrictEqual([
      'LICENCE_ENDING',
    ]);
    expect(codesOf({ vm: running, options: soft, around: ends(-1) })).toStrictEqual([
      'LICENCE_ENDED',
    ]);
  });
});

describe('accepting', () => {
  const managed = { managedBy: { extensionKey: 'com.vmware.vcDr', type: 'placeholder' } };

  test('lowers a blocker to a warning, and the plan says so', () => {
    const plan = planVm(vmFacts(managed), on, fleetFacts(), { accept: ['MANAGED_BY'] });
    expect(plan.fate).toBe('change');
    expect(plan.findings).toStrictEqual([
      {
        code: 'MANAGED_BY',
        severity: 'warning',
        accepted: true,
        evidence: { 'config.managedBy.extensionKey': 'com.vmware.vcDr' },
      },
    ]);
  });

  test('is refused for what would leave a VM down or lose memory, and for what blocks nothing', () => {
    const refused = (Object.keys(findingCodes) as FindingCode[]).filter((code) => {
      try {
        planVm(vmFacts(), on, undefined, { accept: [code] });
        return false;
      } catch (error) {
        expect((error as Error).message).toContain(code);
        return true;
      }
    });
    const expected = Object.entries(findingCodes).filter(([, { acceptable }]) => !acceptable);
    expect(refused).toStrictEqual(expected.map(([code]) => code));
    expect(refused).toEqual(expect.arrayContaining(['SUSPENDED', 'ENCRYPTED', 'HA_NO_ROOM']));
  });
});

describe('what could not be read is named', () => {
  const unread = (situation: Situation) => {
    const { vm = {}, around = fleetFacts(), options = {}, wanted = on } = situation;
    const { findings } = planVm(vmFacts(vm), wanted, around, options);
    return findings.find(({ code }) => code === 'NOT_ALL_CHECKED')?.evidence['unread'];
  };

  test.each<[name: string, situation: Situation]>([
    ['hosts', { around: fleetFacts({ hosts: {} }) }],
    ['config.hardware.device', { vm: details({}) }],
    ['licences', { vm: running, options: soft, around: fleetWithHost({ licence: undefined }) }],
    ['clusters', { vm: running, options: soft, around: fleetFacts({ clusters: {} }) }],
    [
      'datastores',
      {
        vm: cycled({ devices: noDevices, datastores: [datastore] }),
        options: soft,
        around: fleetFacts({ datastores: {} }),
      },
    ],
  ])('%s', (name, situation) => {
    expect(unread(situation)).toBe(name);
  });

  test('what a VM that is off does not depend on is not missed', () => {
    const around = { ...fleetWithHost({ licence: undefined }), clusters: {}, datastores: {} };
    const vm = details({ devices: noDevices, datastores: [datastore] });
    expect(unread({ vm, around, options: soft })).toBeUndefined();
  });
});
