/** `stopping`: what is in flight is finished, and nothing else is begun. */
export type RunPhase = 'running' | 'stopping' | 'over';

/** What the page of a run is told: the VMs that are not as it was last told, and how far the run is. */
export interface RunUpdate {
  readonly phase: RunPhase;
  /** Row, index of its state, and note: see RunColumns. */
  readonly rows: readonly (readonly [row: number, state: number, note: string])[];
}
