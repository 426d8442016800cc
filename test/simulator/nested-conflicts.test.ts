import { describe, expect, it } from 'vitest';
import type { RuleAnswers, VmData } from '../../src/simulator/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client } from './client.ts';
import { onlyVm, singleHost } from './single-host.ts';

async function reconfigure(vm: Partial<VmData>, rules: Partial<RuleAnswers>, spec: string) {
  const client = await Client.login(await testSimulator({ ...singleHost(vm), rules }));
  const moRef = await client.find(onlyVm);
  const info = await client.task('ReconfigVM_Task', moRef, `<spec>${spec}</spec>`);
  const outcome = info.state === 'success' ? 'success' : info.error.fault._type;
  return { client, moRef, info, outcome };
}
const on = '<nestedHVEnabled>true</nestedHVEnabled>';
const off = '<nestedHVEnabled>false</nestedHVEnabled>';

describe('virtualization-based security', () => {
  const vm = { nestedHV: true, settings: { flags: { vbsEnabled: true } } };

  it.each([
    ['InvalidArgument', 'InvalidArgument'],
    ['GenericVmConfigFault', 'GenericVmConfigFault'],
    ['accepted', 'success'],
  ] as const)('keeps nesting on: %s', async (nestedHVOffWithVbs, expected) => {
    expect(await reconfigure(vm, { nestedHVOffWithVbs }, off)).toMatchObject({ outcome: expected });
  });

  it('goes off together with it', async () => {
    const flags = '<flags><vbsEnabled>false</vbsEnabled></flags>';
    expect(await reconfigure(vm, {}, flags + off)).toMatchObject({ outcome: 'success' });
  });
});

describe('a passthrough device', () => {
  it.each([
    ['GenericVmConfigFault', 'GenericVmConfigFault'],
    ['refusedAtPowerOn', 'success'],
    ['accepted', 'success'],
  ] as const)('excludes nesting: %s', async (nestedHVWithPassthrough, expected) => {
    const rules = { nestedHVWithPassthrough };
    const { client, moRef, outcome } = await reconfigure({ passthrough: 1 }, rules, on);
    expect(outcome).toBe(expected);
    const power = await client.task('PowerOnVM_Task', moRef);
    expect(power.state).toBe(nestedHVWithPassthrough === 'refusedAtPowerOn' ? 'error' : 'success');
  });
});

describe('Fault Tolerance', () => {
  it.each([
    ['VmFaultToleranceConfigIssue', 'VmFaultToleranceConfigIssue'],
    ['NotSupported', 'NotSupported'],
    ['accepted', 'success'],
  ] as const)('excludes nesting: %s', async (nestedHVWithFaultTolerance, expected) => {
    const rules = { nestedHVWithFaultTolerance };
    const { client, moRef, outcome } = await reconfigure({ faultTolerance: true }, rules, on);
    expect(outcome).toBe(expected);
    expect(await client.read(moRef, 'runtime.faultToleranceState')).toEqual({
      'runtime.faultToleranceState': 'enabled',
    });
  });
});

describe('a suspended VM', () => {
  const vm = { power: 'suspended' } as const;
  const extra = '<extraConfig><key>a</key><value xsi:type="xsd:string">b</value></extraConfig>';

  it.each([
    ['InvalidPowerState', 'InvalidPowerState'],
    ['accepted', 'success'],
  ] as const)('takes no advanced option: %s', async (suspendedReconfigure, expected) => {
    expect(await reconfigure(vm, { suspendedReconfigure }, extra)).toMatchObject({
      outcome: expected,
    });
  });

  it('takes an annotation, and never nesting', async () => {
    expect(await reconfigure(vm, {}, '<annotation>a</annotation>')).toMatchObject({
      outcome: 'success',
    });
    const { info } = await reconfigure(vm, { suspendedReconfigure: 'accepted' }, on);
    expect(info.error.fault).toMatchObject({ existingState: 'suspended' });
  });
});
