import { describe, expect, test } from 'vitest';
import { type FindingCode, findingCodes } from '../../src/nested/plan/finding-codes.ts';
import { planVm } from '../../src/nested/plan/plan.ts';
import { healthy, vmFacts, withHost } from '../helpers/facts.ts';
import { situations } from './finding-situations.ts';
import {
  cluster,
  codesOf,
  cycled,
  datastore,
  details,
  ends,
  noDevices,
  on,
  running,
  type Situation,
  soft,
} from './situation.ts';

describe('each finding', () => {
  const codes = Object.keys(findingCodes) as FindingCode[];

  test.each(codes)('%s is found where it is so, and not where it is not', (code) => {
    expect(codesOf(situations[code].yes)).toContain(code);
    expect(codesOf(situations[code].no)).not.toContain(code);
  });

  test.each(codes)('%s blocks where it says that it does, and only then', (code) => {
    const { vm = {}, surroundings = healthy(), options = {}, wanted = on } = situations[code].yes;
    const plan = planVm(vmFacts(vm), wanted, surroundings, options);
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
  const ofImages = 'com.vmware.esx.settings.clusters.software.apply';

  test.each([
    ['host-14', 'HostSystem.enterStandbyMode', ['HOST_IN_STANDBY']],
    ['host-14', 'HostSystem.exitStandbyMode', []],
    ['host-14', 'com.vmware.esx.settings.hosts.software.apply', ['HOST_IN_REMEDIATION']],
    ['host-14', 'com.vmware.esx.settings.hosts.software.check', []],
    ['host-14', 'com.vmware.vcIntegrity.RemediateTask', ['HOST_IN_REMEDIATION']],
    ['host-14', `HostSystem.scanHbas, ${ofImages}`, ['HOST_IN_REMEDIATION']],
    ['domain-c8', ofImages, ['CLUSTER_IN_REMEDIATION']],
    [
      'domain-c8',
      'com.vmware.esx.settings.clusters.configuration.apply',
      ['CLUSTER_IN_REMEDIATION'],
    ],
    ['domain-c8', 'com.vmware.esx.settings.clusters.software.scan', []],
  ])('of the tasks on %s: %s', (moid, task, expected) => {
    const plan = planVm(vmFacts(running), on, healthy({ tasks: { [moid]: task } }), soft);
    expect(plan.findings.map(({ code }) => code)).toStrictEqual(expected);
    for (const { evidence } of plan.findings) {
      expect(Object.values(evidence ?? {})).toContain(task);
    }
  });

  test('does not block the change of a VM that is off', () => {
    const bad = {
      ...ends(0),
      tasks: { 'host-14': 'HostSystem.enterMaintenanceMode' },
      clusters: cluster({ admission: [{ name: 'failover level', needs: 1, has: 0 }] }).clusters,
    };
    expect(
      codesOf({
        vm: details({ devices: noDevices, encrypted: true }),
        surroundings: bad,
        options: soft,
      }),
    ).toStrictEqual([]);
  });

  test('the licence counts by the minute that the server told', () => {
    expect(codesOf({ vm: running, options: soft, surroundings: ends(1) })).toStrictEqual([
      'LICENCE_ENDING',
    ]);
    expect(codesOf({ vm: running, options: soft, surroundings: ends(-1) })).toStrictEqual([
      'LICENCE_ENDED',
    ]);
  });
});

describe('accepting', () => {
  const managed = { managedBy: { extensionKey: 'com.vmware.vcDr', type: 'placeholder' } };

  test('lowers a blocker to a warning, and the plan says so', () => {
    const plan = planVm(vmFacts(managed), on, healthy(), { accept: ['MANAGED_BY'] });
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
    const { vm = {}, surroundings = healthy(), options = {}, wanted = on } = situation;
    const { findings } = planVm(vmFacts(vm), wanted, surroundings, options);
    return findings.find(({ code }) => code === 'NOT_ALL_CHECKED')?.evidence['unread'];
  };

  test.each<[name: string, situation: Situation]>([
    ['hosts', { surroundings: healthy({ hosts: {} }) }],
    ['config.hardware.device', { vm: details({}) }],
    ['licences', { vm: running, options: soft, surroundings: withHost({ licence: undefined }) }],
    ['clusters', { vm: running, options: soft, surroundings: healthy({ clusters: {} }) }],
    [
      'datastores',
      {
        vm: cycled({ devices: noDevices, datastores: [datastore] }),
        options: soft,
        surroundings: healthy({ datastores: {} }),
      },
    ],
  ])('%s', (name, situation) => {
    expect(unread(situation)).toBe(name);
  });

  test('what a VM that is off does not depend on is not missed', () => {
    const surroundings = { ...withHost({ licence: undefined }), clusters: {}, datastores: {} };
    const vm = details({ devices: noDevices, datastores: [datastore] });
    expect(unread({ vm, surroundings, options: soft })).toBeUndefined();
  });
});
