import { FaultMatrix } from './fault-matrix.ts';
import { realSleep } from './virtual-time.ts';

/** A run that takes more CPU than this, in seconds, hangs. Wall time says nothing on a busy machine. */
const hangsAfterCpuSeconds = 60;

export interface CampaignResult {
  readonly runs: number;
  readonly faults: number;
  readonly matrix: readonly string[];
  /** Seeds that broke a promise, each with what it broke. */
  readonly violations: ReadonlyMap<number, readonly string[]>;
}

/** Plays one scenario for each seed, one after another: they share the process's time. */
export async function campaign(
  seeds: Iterable<number>,
  play: (seed: number, matrix: FaultMatrix) => Promise<string[]>,
  onSeed?: (seed: number, violations: readonly string[]) => void,
): Promise<CampaignResult> {
  const matrix = new FaultMatrix();
  const violations = new Map<number, readonly string[]>();
  let runs = 0;
  for (const seed of seeds) {
    const found = await withinReason(play(seed, matrix));
    runs += 1;
    const lines = found ?? [`hangs: not over after ${hangsAfterCpuSeconds} s of CPU`];
    if (lines.length > 0) {
      violations.set(seed, lines);
    }
    onSeed?.(seed, lines);
    if (found === undefined) {
      // It still runs, and would disturb the next.
      break;
    }
  }
  return { runs, faults: matrix.total, matrix: matrix.lines(), violations };
}

/** @returns what the run violated; undefined if it hangs */
async function withinReason(work: Promise<string[]>): Promise<string[] | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([work, untilItHangs(over.signal)]);
  } catch (error) {
    return [`the run broke: ${error instanceof Error ? error.stack : String(error)}`];
  } finally {
    over.abort();
  }
}

async function untilItHangs(signal: AbortSignal): Promise<undefined> {
  const before = process.cpuUsage();
  let seconds = 0;
  while (seconds < hangsAfterCpuSeconds && !signal.aborted) {
    await realSleep(500);
    const { user, system } = process.cpuUsage(before);
    seconds = (user + system) / 1e6;
  }
  return undefined;
}
