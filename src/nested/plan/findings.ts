import type { VmFacts } from '../facts/vm-facts.ts';
import type { VmChange } from './change.ts';
import { type Finding, type FindingCode, findingCodes } from './finding-codes.ts';

export function finding(code: FindingCode, evidence: Readonly<Record<string, string>>): Finding {
  return { code, severity: findingCodes[code], evidence };
}

/** `vmx-09` is 9; undefined for what is no hardware version. */
export function hardwareNumber(version: string | undefined): number | undefined {
  const digits = /^vmx-(\d+)$/.exec(version ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What stands in the way of a change, from the facts alone. */
export function findObstacles(facts: VmFacts, change: VmChange): readonly Finding[] {
  return [
    ...findStateObstacles(facts),
    ...findPowerObstacles(facts, change),
    ...(change.nestedHVEnabled?.to === true ? findCapabilityObstacles(facts) : []),
  ];
}

function findStateObstacles(facts: VmFacts): Finding[] {
  const findings: Finding[] = [];
  const { connectionState } = facts;
  const isReached = connectionState === undefined || connectionState === 'connected';
  if (!isReached) {
    findings.push(finding('NOT_CONNECTED', { 'runtime.connectionState': connectionState }));
  }
  if (facts.template === true) {
    findings.push(finding('TEMPLATE', { 'config.template': 'true' }));
  }
  if (facts.changeVersion === undefined && isReached) {
    findings.push(
      finding('CONFIG_UNREADABLE', { unreadable: facts.unreadable.join(', ') || 'config' }),
    );
  }
  return findings;
}

function findPowerObstacles(facts: VmFacts, change: VmChange): Finding[] {
  const evidence = { 'runtime.powerState': facts.powerState ?? 'unknown' };
  switch (facts.powerState) {
    case 'poweredOff':
      return [];
    case 'suspended':
      return [finding('SUSPENDED', evidence)];
    case 'poweredOn':
    case undefined:
      return change.nestedHVEnabled === undefined
        ? [finding('TAKES_EFFECT_AT_POWER_ON', evidence)]
        : [finding('POWER_CYCLE_REQUIRED', evidence)];
  }
}

function findCapabilityObstacles(facts: VmFacts): Finding[] {
  const number = hardwareNumber(facts.hardwareVersion);
  if (number !== undefined && number < 9) {
    return [finding('HARDWARE_TOO_OLD', { 'config.version': facts.hardwareVersion ?? '' })];
  }
  return facts.nestedHVSupported === false
    ? [finding('VM_NOT_CAPABLE', { 'capability.nestedHVSupported': 'false' })]
    : [];
}
