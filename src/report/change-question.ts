import type { DownLimit } from '../nested/plan/down-limits.ts';
import type { FindingCode } from '../nested/plan/finding-codes.ts';
import type { RunLimits } from '../nested/plan/run-limits.ts';
import type { Job } from '../nested/run/job.ts';
import type { JobOptions } from '../nested/run/options.ts';

/** A run that somebody has to agree to. */
export interface AskedRun {
  readonly kind: 'change' | 'resume' | 'rollback';
  /** In the order of the run: `limit` and `canary` take the first ones. */
  readonly jobs: readonly Job[];
  readonly options: Pick<JobOptions, 'limit' | 'canary'>;
  /** What was asked to hold for the whole run. Default nothing. */
  readonly limits?: RunLimits | undefined;
  /** For a resume, VMs that the run's own limit leaves out, and that limit. Default none. */
  readonly outside?: { readonly count: number; readonly limit: number };
  /** The short name of a server, by its address. */
  readonly nameOf: (endpoint: string) => string;
}

export interface AskedEffect {
  /** `Change 300 of 1,050 VMs on 3 servers (--limit 300)? 12 will be power-cycled.` */
  readonly question: string;
  /** The same for a run that nobody is asked about: `Changing 300 of …` */
  readonly statement: string;
  /** VMs that go down. */
  readonly powerCycles: number;
}

const verbs = {
  change: ['Change', 'Changing'],
  resume: ['Resume', 'Resuming'],
  rollback: ['Roll back', 'Rolling back'],
} as const;

/** States the whole effect of a run: how many VMs, on which servers, which go down, what is lost for good, and in which order. */
export function describeEffect({
  kind,
  jobs,
  options,
  limits,
  outside,
  nameOf,
}: AskedRun): AskedEffect {
  const { limit = jobs.length, canary = 0 } = options;
  const chosen = jobs.slice(0, limit);
  const [ask, state] = verbs[kind];
  const isCut = chosen.length < jobs.length;
  const what = [
    isCut ? `${count(chosen.length)} of ${vms(jobs.length)}` : vms(jobs.length),
    `on ${servers(chosen, nameOf)}`,
    ...(isCut ? [`(--limit ${limit})`] : []),
  ].join(' ');
  const clauses = [
    ...powerClauses(chosen),
    ...lossClauses(chosen),
    ...acceptedClauses(chosen),
    ...canaryClauses(chosen.length, canary),
    ...keyClauses(chosen),
    ...outsideClauses(outside),
    ...describeLimits(limits),
  ];
  return {
    question: [`${ask} ${what}?`, ...clauses].join(' '),
    statement: [`${state} ${what}.`, ...clauses].join(' '),
    powerCycles: chosen.filter(goesDown).length,
  };
}

function goesDown({ plan, mayGoOff }: Job): boolean {
  const isOn = plan.facts.powerState === 'poweredOn';
  return isOn && (plan.steps.powerCycle !== undefined || mayGoOff === true);
}

function powerClauses(jobs: readonly Job[]): string[] {
  const down = jobs.filter(goesDown);
  const cut = down.filter(({ plan }) => plan.steps.powerCycle === 'hard').length;
  const started = jobs.filter(
    ({ plan, powerAfter }) => powerAfter === 'poweredOn' && plan.facts.powerState !== 'poweredOn',
  ).length;
  return [
    ...clause(down.length, (text) => `${text} will be power-cycled.`),
    ...clause(
      cut,
      (text) => `${text} may be powered off hard, if the guest does not shut down in time.`,
    ),
    ...clause(
      started,
      (text) => `${text} ${started === 1 ? 'is' : 'are'} off and will be started.`,
    ),
  ];
}

/** What no rollback brings back. */
function lossClauses(jobs: readonly Job[]): string[] {
  const steps = jobs.map(({ plan }) => plan.steps);
  const discarded = steps.filter(({ discardSuspended }) => discardSuspended === true).length;
  const versions = jobs.flatMap(({ plan }) => plan.steps.upgradeHardware ?? scheduledOf(plan));
  const having = (code: FindingCode): number =>
    jobs.filter(({ plan }) => plan.findings.some((finding) => finding.code === code)).length;
  const converted = steps.filter(({ convertTemplate }) => convertTemplate !== undefined).length;
  return [
    ...clause(discarded, (text) => `${text} will lose the memory that was suspended.`),
    ...clause(
      having('NONPERSISTENT_DISK'),
      (text) => `${text} will lose what was written to nonpersistent disks.`,
    ),
    ...clause(
      having('INSTANT_CLONE_FROZEN'),
      (text) => `${text} will lose the frozen state that instant clones start from.`,
    ),
    ...clause(versions.length, (text) => `${text} will be upgraded to ${list(versions)} for good.`),
    ...clause(
      keysAccepted(jobs),
      (text) => `${text} may not start again: nobody could tell whether their keys are available.`,
    ),
    ...clause(
      converted,
      (text) =>
        `${text} will be converted to a VM and back to a template, which deletes the item of a template in a content library.`,
    ),
  ];
}

/** The version that an upgrade leads to which was scheduled before, and which the power cycle sets off. */
function scheduledOf({ findings }: Job['plan']): string[] {
  const upgrade = findings.find(({ code }) => code === 'HARDWARE_UPGRADE');
  return upgrade?.evidence['to'] === undefined ? [] : [upgrade.evidence['to']];
}

function keysAccepted(jobs: readonly Job[]): number {
  return jobs.filter(({ plan }) =>
    plan.findings.some(
      ({ code, accepted }) => code === 'KEY_PROVIDER_UNREADABLE' && accepted === true,
    ),
  ).length;
}

/** `Accepted: MANAGED_BY on 2 VMs.` */
function acceptedClauses(jobs: readonly Job[]): string[] {
  const byCode = new Map<FindingCode, number>();
  for (const { plan } of jobs) {
    const accepted = plan.findings.filter((finding) => finding.accepted === true);
    for (const code of new Set(accepted.map((finding) => finding.code))) {
      byCode.set(code, (byCode.get(code) ?? 0) + 1);
    }
  }
  const parts = [...byCode].map(([code, number]) => `${code} on ${vms(number)}`);
  return parts.length === 0 ? [] : [`Accepted: ${parts.join(', ')}.`];
}

function canaryClauses(chosen: number, canary: number): string[] {
  const isFirst = canary > 0 && canary < chosen;
  return isFirst
    ? [
        `${count(canary)} first, the others only if ${canary === 1 ? 'it succeeds' : 'all succeed'}.`,
      ]
    : [];
}

function outsideClauses(
  { count: number, limit }: AskedRun['outside'] = { count: 0, limit: 0 },
): string[] {
  const verb =
    number === 1 ? 'is left out and stays as it is' : 'are left out and stay as they are';
  return number === 0 ? [] : [`${vms(number)} ${verb}: the run was begun with --limit ${limit}.`];
}

/** `4 VMs are excluded (--exclude db*).` `At most 1 VM per folder is down at once (--max-down-per folder=1).` */
export function describeLimits(limits: RunLimits | undefined): readonly string[] {
  const { exclude = [], excluded = 0, maxDownPer = [] } = limits ?? {};
  const flags = exclude.map((text) => `--exclude ${text}`).join(' ');
  return [
    ...(exclude.length === 0
      ? []
      : [`${vms(excluded)} ${excluded === 1 ? 'is' : 'are'} excluded (${flags}).`]),
    ...maxDownPer.map(({ key, most }) => {
      const verb = most === 1 ? 'is' : 'are';
      return `At most ${vms(most)} per ${groupWord(key)} ${verb} down at once (--max-down-per ${key}=${most}).`;
    }),
  ];
}

function groupWord(key: DownLimit['key']): string {
  const colon = key.indexOf(':');
  switch (key.slice(0, colon)) {
    case 'attribute':
      return `value of '${key.slice(colon + 1)}'`;
    case 'name':
      return 'group of names';
    default:
      return 'folder';
  }
}

/** Encrypted VMs of which one proves first that its key can be had. */
function keyClauses(jobs: readonly Job[]): string[] {
  const waiting = jobs.filter((job) => goesDown(job) && job.plan.keyGroup !== undefined);
  const groups = new Set(waiting.map(({ plan }) => `${plan.facts.endpoint} ${plan.keyGroup}`));
  return clause(
    waiting.length,
    (text) =>
      `Of ${text} encrypted VMs whose keys could not be checked, ${count(groups.size)} will be power-cycled first (one per key provider and cluster).`,
  );
}

function clause(number: number, text: (count: string) => string): string[] {
  return number === 0 ? [] : [text(count(number))];
}

function servers(jobs: readonly Job[], nameOf: AskedRun['nameOf']): string {
  const [first = '', ...more] = new Set(jobs.map(({ plan }) => plan.facts.endpoint));
  return more.length === 0 ? nameOf(first) : `${count(more.length + 1)} servers`;
}

function list(texts: readonly string[]): string {
  return [...new Set(texts)].join(', ');
}

function vms(number: number): string {
  return `${count(number)} ${number === 1 ? 'VM' : 'VMs'}`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
