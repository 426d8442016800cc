import { type Evidence, isReached } from './evidence.ts';
import type { GuestLevel, GuestReason, Level, LevelReason, Verdict, VmProof } from './levels.ts';

/** What a guest answered, or why it did not. */
export interface GuestAnswer extends Pick<GuestLevel, 'output' | 'outputMissing'> {
  readonly value?: boolean;
  /** A 'no' that need not be one: see guest-probe.ts. */
  readonly unsure?: boolean;
  readonly source?: string;
  readonly reason?: GuestReason;
  readonly detail?: string;
}

function asksForNesting(keys: readonly string[] | undefined): boolean {
  return keys !== undefined && keys.length > 0;
}

/**
 * Says of each level whether it agrees with what is configured, and with `expect` where that is given. It reads nothing: all that
 * it knows is in the evidence and in what the guest said (undefined: it was not asked).
 */
export function judge(
  evidence: Evidence,
  answer: GuestAnswer | undefined,
  expect: boolean | undefined,
): VmProof {
  const isRunning = evidence.powerState === 'poweredOn';
  const levels = isReached(evidence)
    ? judgeReached(evidence, answer, expect)
    : judgeUnreached(evidence, answer);
  const { configured, guest } = levels;
  const { endpoint, moRef, name, path, powerState } = evidence;
  const isIncomplete =
    (expect !== undefined && configured.state === 'notChecked') ||
    (answer !== undefined && isRunning && guest.state === 'notChecked');
  const verdict = summarize(Object.values(levels), isIncomplete);
  return { endpoint, moRef, name, path, powerState, verdict, levels };
}

function judgeReached(
  evidence: Evidence,
  answer: GuestAnswer | undefined,
  expect: boolean | undefined,
): VmProof['levels'] {
  const configured = judgeConfigured(evidence, expect);
  const required = judgeRequired(evidence, expect);
  const effective = judgeEffective(evidence, expect);
  const isRunning = evidence.powerState === 'poweredOn';
  const shown = effective.state === 'notChecked' ? evidence.nestedHVEnabled : effective.value;
  const guest = judgeGuest(answer, shown, expect, isRunning);
  return { configured, required, effective, guest };
}

/** What a server shows of a VM that it does not reach is what it knew before: no level of it was checked. */
function judgeUnreached(
  { gone, connectionState, nestedHVEnabled }: Evidence,
  answer: GuestAnswer | undefined,
): VmProof['levels'] {
  const level = gone
    ? notChecked('GONE')
    : notChecked('NOT_CONNECTED', { detail: `runtime.connectionState: ${connectionState}` });
  return {
    configured: nestedHVEnabled === undefined ? level : { ...level, value: nestedHVEnabled },
    required: level,
    effective: level,
    guest: answer === undefined ? notChecked('GUEST_NOT_ASKED') : (level as GuestLevel),
  };
}

function summarize(levels: readonly Level[], isIncomplete: boolean): Verdict {
  const has = (state: Level['state']) => levels.some((level) => level.state === state);
  if (has('disagrees')) {
    return 'disagrees';
  }
  if (has('pending')) {
    return 'pending';
  }
  if (isIncomplete) {
    return 'incomplete';
  }
  return has('agrees') ? 'verified' : 'notChecked';
}

function notChecked(reason: LevelReason, more: Partial<Level> = {}): Level {
  return { ...more, state: 'notChecked', reason };
}

/** A value that fits what is configured: now it only has to be the one that is expected. */
function consistent(value: boolean, source: string, expect: boolean | undefined): Level {
  return expect === undefined || value === expect
    ? { state: 'agrees', value, source }
    : { state: 'disagrees', value, source, reason: 'NOT_AS_EXPECTED' };
}

function judgeConfigured({ nestedHVEnabled }: Evidence, expect?: boolean): Level {
  return nestedHVEnabled === undefined
    ? notChecked('CONFIG_UNREADABLE')
    : consistent(nestedHVEnabled, 'config.nestedHVEnabled', expect);
}

/** What the next power-on will ask of a host: it follows the configuration, also while the VM runs (docs/facts.md#feature-requirements). */
function judgeRequired(evidence: Evidence, expect?: boolean): Level {
  const { offline, running, nestedHVEnabled } = evidence;
  const source = 'runtime.offlineFeatureRequirement';
  if (offline === undefined) {
    return notChecked('NO_REQUIREMENT_LIST');
  }
  const value = asksForNesting(offline);
  if (nestedHVEnabled === undefined) {
    return notChecked('CONFIG_UNREADABLE', { value, source });
  }
  if (value === nestedHVEnabled) {
    return consistent(value, source, expect);
  }
  // Only where a list of this VM has the key is it known that this server calls it so.
  return value || asksForNesting(running)
    ? { state: 'disagrees', value, source, reason: 'REQUIRED_UNLIKE_CONFIGURED' }
    : notChecked('REQUIREMENT_KEY_UNSEEN', { source });
}

/** What the present run asks of its host: it was settled when the VM was powered on. */
function judgeEffective(evidence: Evidence, expect?: boolean): Level {
  const { powerState, offline, running, nestedHVEnabled } = evidence;
  const source = 'runtime.featureRequirement';
  if (powerState !== 'poweredOn') {
    return notChecked('NOT_RUNNING', powerState === undefined ? {} : { detail: powerState });
  }
  if (running === undefined) {
    return notChecked('NO_REQUIREMENT_LIST');
  }
  const value = asksForNesting(running);
  if (nestedHVEnabled === undefined) {
    return notChecked('CONFIG_UNREADABLE', { value, source });
  }
  if (value === nestedHVEnabled) {
    return consistent(value, source, expect);
  }
  return value || asksForNesting(offline)
    ? { state: 'pending', value, source, reason: 'POWER_CYCLE_PENDING' }
    : notChecked('REQUIREMENT_KEY_UNSEEN', { source });
}

/** The guest sees what its run was started with, so it is held against that, and against the configuration where the run does not tell. */
function judgeGuest(
  answer: GuestAnswer | undefined,
  shown: boolean | undefined,
  expect: boolean | undefined,
  isRunning: boolean,
): GuestLevel {
  if (answer === undefined) {
    return notChecked('GUEST_NOT_ASKED');
  }
  if (!isRunning) {
    return notChecked('NOT_RUNNING');
  }
  const { value, unsure = false, source, reason, ...said } = answer;
  const known = source === undefined ? said : { ...said, source };
  if (value === undefined) {
    return { ...known, state: 'notChecked', reason: reason ?? 'GUEST_FAULT' };
  }
  const isDoubtful = unsure && shown !== false;
  if (isDoubtful || shown === undefined) {
    const why = isDoubtful ? 'GUEST_WINDOWS_UNSURE' : 'CONFIG_UNREADABLE';
    return { ...known, state: 'notChecked', value, reason: why };
  }
  return value === shown
    ? { ...known, ...consistent(value, source ?? '', expect) }
    : { ...known, state: 'disagrees', value, reason: 'GUEST_DISAGREES' };
}
