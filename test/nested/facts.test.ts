import { describe, expect, test } from 'vitest';
import { readCluster } from '../../src/nested/facts/clusters.ts';
import { readHost } from '../../src/nested/facts/fleet-hosts.ts';
import { readDetails } from '../../src/nested/facts/vm-details.ts';
import { readFacts } from '../../src/nested/facts/vm-facts.ts';
import { evidenceOf } from '../../src/nested/verify/evidence.ts';
import type { AnyValue, MoRef } from '../../src/vim25/index.ts';

const properties = (values: Readonly<Record<string, unknown>>) =>
  new Map(Object.entries(values) as [string, AnyValue][]);

const datastore: MoRef = { type: 'Datastore', value: 'datastore-15' };
const cd = (connectable: object | undefined, backing: object) => ({
  _type: 'VirtualCdrom',
  key: 3000,
  ...(connectable !== undefined && { connectable }),
  backing,
});
const iso = { _type: 'VirtualCdromIsoBackingInfo', fileName: '[nfs] a.iso', datastore };

describe('devices are reduced to what decides', () => {
  const read = (...device: object[]) =>
    readDetails(properties({ 'config.hardware.device': device })).devices;

  test('devices passed through, and shares of graphics cards, by their label', () => {
    const passthrough = { _type: 'VirtualPCIPassthrough', key: 13000 };
    const vmiop = { _type: 'VirtualPCIPassthroughVmiopBackingInfo', vgpu: 'grid_t4-4q' };
    expect(
      read(
        { ...passthrough, deviceInfo: { label: 'PCI device 0', summary: '' } },
        { ...passthrough, backing: vmiop },
        { _type: 'VirtualIDEController', key: 200 },
      ),
    ).toMatchObject({ passthrough: ['PCI device 0'], vGpu: ['13000'], hasVTpm: false });
  });

  test('a virtual TPM, and network addresses in lower case', () => {
    expect(
      read(
        { _type: 'VirtualTPM', key: 11000 },
        { _type: 'VirtualVmxnet3', key: 4000, macAddress: '00:50:56:AB:CD:EF' },
      ),
    ).toMatchObject({ hasVTpm: true, macAddresses: ['00:50:56:ab:cd:ef'] });
  });

  test.each([
    ['that is connected', { startConnected: false, connected: true }, 1],
    ['that will be', { startConnected: true, connected: false }, 1],
    ['that is not', { startConnected: false, connected: false }, 0],
    ['that says nothing', undefined, 0],
  ])('the file in a CD drive %s', (_, connectable, count) => {
    expect(read(cd(connectable, iso))?.cdFiles).toHaveLength(count);
  });

  test('a CD drive of the host, and a disk, hold no file that a CD drive has', () => {
    const connected = { startConnected: true, connected: true };
    const passed = { _type: 'VirtualCdromAtapiBackingInfo', deviceName: 'cdrom0' };
    const disk = { _type: 'VirtualDisk', key: 2000, connectable: connected, backing: iso };
    expect(read(cd(connected, passed), disk)?.cdFiles).toStrictEqual([]);
  });

  test('where they cannot be read there are none to speak of', () => {
    expect(readDetails(properties({}))).toStrictEqual({});
  });
});

describe('a feature mask', () => {
  const mask = (...entries: [key: string, value: string][]) =>
    readDetails(
      properties({
        'runtime.featureMask': entries.map(([key, value]) => ({ key, featureName: key, value })),
      }),
    ).maskLeavesVirtualization;

  test.each([
    ['leaves it in upper case', [['cpuid.VMX', 'Val:1']], true],
    ['leaves it on AMD', [['cpuid.svm', 'Max:1']], true],
    ['takes it away', [['cpuid.VMX', 'Val:0']], false],
    ['takes it away in hex', [['cpuid.VMX', 'Max:0x0']], false],
    ['does not name it', [['cpuid.NX', 'Val:1']], false],
    ['is empty', [], undefined],
  ] as [string, [string, string][], boolean | undefined][])('that %s', (_, entries, leaves) => {
    expect(mask(...entries)).toBe(leaves);
  });
});

describe('a cluster', () => {
  const config = {
    dasConfig: {},
    drsConfig: { enabled: true, defaultVmBehavior: 'partiallyAutomated' },
  };
  const das = (policy: object) => ({
    ...config,
    dasConfig: { enabled: true, admissionControlEnabled: true, admissionControlPolicy: policy },
  });
  const level = { _type: 'ClusterFailoverLevelAdmissionControlPolicy', failoverLevel: 1 };
  const percent = {
    _type: 'ClusterFailoverResourcesAdmissionControlPolicy',
    cpuFailoverResourcesPercent: 25,
    memoryFailoverResourcesPercent: 30,
  };
  const read = (configurationEx: object, summary: object = {}) =>
    readCluster(properties({ name: 'C0', configurationEx, summary }));

  test('that keeps hosts free', () => {
    expect(read(das(level), { currentFailoverLevel: 0 })?.admission).toStrictEqual([
      { name: 'failover level', needs: 1, has: 0 },
    ]);
  });

  test('that keeps a part of its resources free', () => {
    const summary = {
      admissionControlInfo: {
        currentCpuFailoverResourcesPercent: 40,
        currentMemoryFailoverResourcesPercent: 20,
      },
    };
    expect(read(das(percent), summary)?.admission).toStrictEqual([
      { name: 'CPU failover percent', needs: 25, has: 40 },
      { name: 'memory failover percent', needs: 30, has: 20 },
    ]);
  });

  test('that does not say what it has free is not guessed about', () => {
    expect(read(das(percent))?.admission).toStrictEqual([]);
    expect(read(das(level))?.admission).toStrictEqual([]);
  });

  test('without admission control keeps nothing free', () => {
    expect(read(config, { currentFailoverLevel: 0 })).not.toHaveProperty('admission');
  });

  test('has automation levels of single VMs, unless overrides are off', () => {
    const drsVmConfig = [
      { key: { type: 'VirtualMachine', value: 'vm-1' }, behavior: 'manual' },
      { key: { type: 'VirtualMachine', value: 'vm-2' }, enabled: false, behavior: 'manual' },
    ];
    expect(read({ ...config, drsVmConfig })?.drsOverrides).toStrictEqual({
      'vm-1': 'manual',
      'vm-2': 'disabled',
    });
    const drsConfig = { ...config.drsConfig, enableVmBehaviorOverrides: false };
    expect(read({ ...config, drsConfig, drsVmConfig })?.drsOverrides).toStrictEqual({});
  });

  test('has anti-affinity rules, of which those that are on count', () => {
    const vm = [{ type: 'VirtualMachine', value: 'vm-1' }];
    const rule = [
      { _type: 'ClusterAntiAffinityRuleSpec', key: 1, enabled: true, vm },
      { _type: 'ClusterAntiAffinityRuleSpec', key: 2, enabled: false, vm },
      { _type: 'ClusterAffinityRuleSpec', key: 3, enabled: true, vm },
    ];
    expect(read({ ...config, rule })?.antiAffinity).toStrictEqual([{ key: 1, vms: ['vm-1'] }]);
  });

  test('that cannot be read is none', () => {
    expect(readCluster(properties({ name: 'C0' }))).toBeUndefined();
  });
});

test('a host that does not answer has no facts but its state', () => {
  const moRef = { type: 'HostSystem', value: 'host-14' };
  const seen = properties({ 'runtime.connectionState': 'notResponding' });
  expect(readHost(moRef, seen)).toStrictEqual({
    moRef,
    name: 'host-14',
    connectionState: 'notResponding',
  });
});

describe('the facts of a VM', () => {
  const read = (values: Readonly<Record<string, unknown>>) => {
    const moRef = { type: 'VirtualMachine', value: 'vm-42' };
    const content = { obj: moRef };
    const vm = { moRef, name: 'a', path: '/a', content, properties: properties(values) };
    return readFacts('https://vc.example.com', vm, {});
  };

  test('keep of the feature requirements those of nested virtualization, in any case', () => {
    const keys = ['cpuid.sse3', 'cpuid.VMX', 'hv.capable', 'cpuid.vmxnot', 'cpuid.svm'];
    const list = keys.map((key) => ({ key, featureName: key, value: 'Bool:Min:1' }));
    const facts = read({
      'runtime.powerState': 'poweredOff',
      'runtime.offlineFeatureRequirement': list,
    });
    expect(facts.featureRequirements).toStrictEqual(['cpuid.VMX', 'hv.capable', 'cpuid.svm']);
  });

  test('tell of both lists which keys of nested virtualization they have, and nothing of an empty one', () => {
    const list = (...keys: string[]) =>
      keys.map((key) => ({ key, featureName: key, value: 'Bool:Min:1' }));
    const facts = read({
      'runtime.powerState': 'poweredOn',
      'runtime.featureRequirement': list('cpuid.sse3'),
      'runtime.offlineFeatureRequirement': list('cpuid.sse3', 'HV.capable'),
    });
    expect(facts).toMatchObject({
      featureRequirements: [],
      runningRequirements: [],
      offlineRequirements: ['HV.capable'],
    });
    const evidence = evidenceOf(facts);
    expect([evidence.running, evidence.offline]).toStrictEqual([[], ['HV.capable']]);
    expect(read({ 'runtime.featureRequirement': [] })).not.toHaveProperty('runningRequirements');
  });

  test('keep of the disabled methods those that a change may need', () => {
    const facts = read({ disabledMethod: ['Destroy_Task', 'ReconfigVM_Task'] });
    expect(facts.disabledMethods).toStrictEqual(['ReconfigVM_Task']);
  });

  test('have no field for what the server says nothing of', () => {
    const facts = read({});
    for (const field of ['question', 'managedBy', 'vbsEnabled', 'hasSnapshots', 'details']) {
      expect(facts).not.toHaveProperty(field);
    }
  });
});
