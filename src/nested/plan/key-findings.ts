import { needsKey } from '../facts/keys.ts';
import type { VmFacts } from '../facts/vm-facts.ts';
import { finding, findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import type { FindingInputs } from './vm-plan.ts';

/**
 * Whether an encrypted VM that goes down gets its key again. What is known of the key decides: healthy is a warning, unhealthy a
 * blocker, and where nobody here can know, one VM of the provider goes first.
 */
export function keyFindings(considered: FindingInputs): Finding[] {
  const { facts, surroundings } = considered;
  if (!needsKey(facts)) {
    return [];
  }
  const { details } = facts;
  return [
    ...findingIf(details?.encrypted === true, 'ENCRYPTED', { 'config.keyId': 'set' }),
    ...findingIf(details?.devices?.hasVTpm === true, 'VTPM', { device: 'VirtualTPM' }),
    ...(surroundings === undefined ? [] : healthFindings(considered)),
  ];
}

function healthFindings({ facts, surroundings }: FindingInputs): Finding[] {
  const { moRef, host: on } = facts;
  const host = surroundings?.hosts[on?.value ?? ''];
  const { keys = {}, alarms = {} } = surroundings?.keys ?? {};
  const key = keys[moRef.value] ?? { kind: 'unknown', reason: 'not read' };
  const triggered = [...(alarms[moRef.value] ?? []), ...(alarms[on?.value ?? ''] ?? [])];
  const cryptoState = host?.cryptoState;
  const problems = {
    ...(cryptoState !== undefined &&
      cryptoState !== 'safe' && {
        host: host?.name ?? '',
        'runtime.cryptoState': cryptoState,
      }),
    ...(triggered.length > 0 && { triggeredAlarmState: triggered.join('; ') }),
    ...(key.kind === 'unavailable' && { QueryCryptoKeyStatus: key.reason }),
  };
  if (Object.keys(problems).length > 0) {
    return [finding('KEY_UNAVAILABLE', problems)];
  }
  const unread = {
    ...(cryptoState === undefined && { 'runtime.cryptoState': 'unset' }),
    ...(key.kind === 'unknown' && { QueryCryptoKeyStatus: key.reason }),
  };
  return Object.keys(unread).length === 0
    ? []
    : [finding('KEY_PROVIDER_UNREADABLE', { ...unread, provider: providerOf(facts) })];
}

function providerOf({ details }: VmFacts): string {
  return details?.key?.provider ?? 'unknown';
}

/**
 * The VMs that get their keys in one way, from one provider for one cluster: the first of them that comes back proves it for the others.
 * Undefined if that need not be proven, or was accepted.
 */
export function keyGroupOf(
  { facts, steps, surroundings }: FindingInputs,
  findings: readonly Finding[],
): string | undefined {
  const unread = findings.find(({ code }) => code === 'KEY_PROVIDER_UNREADABLE');
  if (unread === undefined || unread.accepted === true || steps.powerCycle === undefined) {
    return undefined;
  }
  const place = surroundings?.hosts[facts.host?.value ?? '']?.parent?.value ?? 'nowhere';
  return `key:${providerOf(facts)}:${place}`;
}
