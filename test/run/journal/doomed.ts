import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PlanOptions, VmPlan } from '../../../src/nested/plan/vm-plan.ts';
import type { JobOptions } from '../../../src/nested/run/options.ts';
import { hurried, type JournalFleet, planOptions } from './journal-fleet.ts';

/** What a doomed run is told. */
export interface Doom {
  readonly server: object;
  /** Of the journal. */
  readonly path: string;
  /** For a rollback, its own. */
  readonly to?: string;
  readonly kind: 'apply' | 'resume' | 'rollback';
  readonly plans: readonly VmPlan[];
  readonly options: JobOptions;
  readonly planOptions: PlanOptions;
  /** The entry that it dies at, from 1. */
  readonly at: number;
  readonly when: 'before' | 'after';
}

const program = fileURLToPath(new URL('doomed-run.mjs', import.meta.url));

/** @returns whether it was killed, or had fewer entries than that and came to its end */
export async function runDoomed(
  { simulator, plans }: JournalFleet,
  path: string,
  doom: Pick<Doom, 'kind' | 'at' | 'when' | 'to'>,
): Promise<'killed' | 'ended'> {
  const { url, user: username, password, fingerprint256 } = simulator;
  const server = { url, username, password, trust: { kind: 'pinned', fingerprint256 } };
  const told: Doom = { ...doom, server, path, plans, options: hurried, planOptions };
  const file = `${path}.${doom.kind}.json`;
  await writeFile(file, JSON.stringify(told));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, file], (error, _stdout, stderr) => {
      if (error === null) {
        resolve('ended');
      } else if (error.signal === 'SIGKILL') {
        resolve('killed');
      } else {
        reject(new Error(`the run failed by itself: ${stderr}`, { cause: error }));
      }
    });
  });
}
