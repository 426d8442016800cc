import type { VmFacts } from '../facts/vm-facts.ts';
import type { VmPlan } from '../plan/plan.ts';
import type { Journal } from './journal-entry.ts';
import type { VmOutcome } from './outcome.ts';
import type { StepName } from './steps.ts';

/** What a run tells while it goes on. */
export type RunEvent =
  | { readonly kind: 'step'; readonly vm: string; readonly path: string; readonly step: StepName }
  /** Its own work is over: it is in the power state it had. It may still have to be read back. */
  | { readonly kind: 'worked'; readonly vm: string }
  | { readonly kind: 'outcome'; readonly vm: string; readonly outcome: VmOutcome };

export interface JobOptions {
  /** Written before every step. Without one a run cannot be resumed or rolled back. */
  readonly journal?: Journal | undefined;
  /**
   * When it fires no further VM is begun. Those in progress are finished and read back, so it takes as long as a power cycle does, and no
   * VM stays down because of it. The outcomes of the others are `untouched`, and the journal stays open for `resume`. If it has fired before
   * the run begins, the run ends with ABORTED and leaves nothing behind.
   */
  readonly signal?: AbortSignal | undefined;
  /** VMs in flight at once on one server. Default 32. */
  readonly concurrency?: number;
  /** VMs in flight at once on one host. Default 8. */
  readonly perHost?: number;
  /** VMs that are off for their power cycle at once, on one server. Default 4. */
  readonly powerCycles?: number;
  /** The same on one host. Default 1. */
  readonly powerCyclesPerHost?: number;
  /** How long a guest may take to shut down, in ms; with a hard cycle it is powered off then. Default 300,000, and 1,800,000 for Windows. */
  readonly shutdownTimeoutMs?: number;
  /** How long, in ms, VMware Tools may take to run again after a power cycle, where they ran before. Default 600,000. */
  readonly guestTimeoutMs?: number;
  /** How long, in ms, guests that took longer are watched once all else is done. Default 600,000. */
  readonly lingerMs?: number;
  /**
   * How long, in ms, a server that does not answer is waited for while a VM is off because of this run. Otherwise it is this long, and at
   * most 60,000. Default 600,000.
   */
  readonly patienceMs?: number;
  /**
   * How long, in ms, a VM is waited for whose power cycle is next and that a task or a snapshot in the background has begun on. Then it is
   * skipped. Default 120,000.
   */
  readonly busyTimeoutMs?: number;
  /** How often, in ms, the power of VMs is read while they go off and on. Default 1,000. */
  readonly pollMs?: number;
  /** After so many failures no further VM is begun. Default 1 where VMs are power-cycled, else 10. */
  readonly maxFailures?: number;
  /** So many VMs go first, and the others only if all of them did well. Default 0. */
  readonly canary?: number;
  /** Only the first so many VMs are begun. Default: all. */
  readonly limit?: number;
  /** No VM is begun past it. */
  readonly notAfter?: Date;
  /** VMs that an earlier run has brought down and that this one leaves alone: their neighbours stay up. Default: none. */
  readonly staysDown?: readonly VmPlan[];
  /** When the facts of the plans were read. Default: now. */
  readonly factsReadAt?: Date;
  /**
   * Is not waited for. An error that it throws, or that its promise rejects with, changes nothing of the run: the first one is the result's
   * `callbackError`.
   */
  readonly onEvent?: (event: RunEvent) => void;
}

export type CompleteJobOptions = JobOptions &
  Required<
    Pick<
      JobOptions,
      | 'concurrency'
      | 'perHost'
      | 'powerCycles'
      | 'powerCyclesPerHost'
      | 'guestTimeoutMs'
      | 'lingerMs'
      | 'patienceMs'
      | 'busyTimeoutMs'
      | 'pollMs'
      | 'canary'
      | 'limit'
      | 'factsReadAt'
    >
  >;

/** Bounded because they are what other people's servers can take: see the facts on scale. */
export function completeOptions(options: JobOptions): CompleteJobOptions {
  return {
    concurrency: 32,
    perHost: 8,
    powerCycles: 4,
    powerCyclesPerHost: 1,
    guestTimeoutMs: 600_000,
    lingerMs: 600_000,
    patienceMs: 600_000,
    busyTimeoutMs: 120_000,
    pollMs: 1000,
    canary: 0,
    limit: Number.POSITIVE_INFINITY,
    factsReadAt: new Date(),
    ...options,
  };
}

/** A guest that is cut while it works may lose data, and Windows may install updates for many minutes while it shuts down. */
export function shutdownTimeoutOf(
  { shutdownTimeoutMs }: Pick<CompleteJobOptions, 'shutdownTimeoutMs'>,
  { guestId = '', guestFamily }: Pick<VmFacts, 'guestId' | 'guestFamily'>,
): number {
  const isWindows = guestFamily === 'windowsGuest' || /^win/i.test(guestId);
  return shutdownTimeoutMs ?? (isWindows ? 1_800_000 : 300_000);
}
