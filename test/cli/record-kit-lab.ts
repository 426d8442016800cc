import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, onTestFinished, vi } from 'vitest';
import type { VmFacts } from '../../src/nested/facts/vm-facts.ts';
import { type JournalEnd, readJournalEnd } from '../../src/nested/run/journal/journal-end.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/index.ts';
import { envOf, jsonOf, type Ran, type RunOptions, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

/** Gives each test a temporary folder of its own: other programs have kits in the machine's. */
export function useOwnTempDir(): void {
  beforeEach(() => {
    const own = makeTempDir();
    vi.stubEnv('TMPDIR', own);
    vi.stubEnv('TEMP', own);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
  });
}

export interface Lab {
  readonly simulator: Simulator;
  readonly env: Record<string, string>;
  readonly archive: string;
  readonly kit: (args: readonly string[], options?: RunOptions) => Promise<Ran>;
  readonly flagOf: (vm: string) => Promise<boolean | undefined>;
  readonly journalEnds: () => Promise<JournalEnd[]>;
}

export async function startLab(options: SimulatorOptions = {}): Promise<Lab> {
  const simulator = await testSimulator(options);
  const folder = makeTempDir();
  const env = { ...envOf(simulator), XDG_STATE_HOME: join(folder, 'state') };
  const archive = join(folder, 'kit.zip');
  const journals = join(folder, 'state', 'vhv', 'journals');
  return {
    simulator,
    env,
    archive,
    kit: (args, more = {}) => runCli(['record-kit', '--out', archive, ...args], { env, ...more }),
    flagOf: async (vm) => {
      const ran = await runCli(['vms', vm, '--output', 'json'], { env });
      return jsonOf<VmFacts[]>(ran)[0]?.nestedHVEnabled;
    },
    journalEnds: () =>
      Promise.all(
        (existsSync(journals) ? readdirSync(journals) : []).map((name) =>
          readJournalEnd(join(journals, name)),
        ),
      ),
  };
}

/** Folders that a kit keeps its recordings in until it is written. */
export const leftovers = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('vhv-kit-'));

export const reconfigurations = ({ simulator }: Lab): number =>
  simulator.requests.of('ReconfigVM_Task');
