import { FaultMatrix } from './faults.ts';
import { runScenario } from './run-scenario.ts';
import { scenarioOf } from './scenario.ts';
import { realSleep } from './virtual-time.ts';

/** A seed that takes longer than this, in real milliseconds, hangs. */
const hangsAfterMs = 60_000;

export interface CampaignResult {
  readonly runs: number;
  readonly faults: number;
  readonly matrix: readonly string[];
  /** Seeds that broke a promise, each with what it broke. */
  readonly violations: ReadonlyMap<number, readonly string[]>;
}

/** Runs one scenario for each seed, one after another: they share the process's time. */
export async function campaign(
  seeds: Iterable<number>,
  onSeed?: (seed: number, violations: readonly string[]) => void,
): Promise<CampaignResult> {
  const matrix = new FaultMatrix();
  const violations = new Map<number, readonly string[]>();
  let runs = 0;
  for (const seed of seeds) {
    const found = await withinReason(runScenario(scenarioOf(seed), matrix));
    runs += 1;
    if (found.length > 0) {
      violations.set(seed, found);
    }
    onSeed?.(seed, found);
  }
  return { runs, faults: matrix.total, matrix: matrix.lines(), violations };
}

async function withinReason(work: Promise<string[]>): Promise<string[]> {
  const over = new AbortController();
  const late = realSleep(hangsAfterMs, [`hangs: not over after ${hangsAfterMs} ms`], {
    signal: over.signal,
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    return [`the run broke: ${error instanceof Error ? error.stack : String(error)}`];
  } finally {
    over.abort();
  }
}
