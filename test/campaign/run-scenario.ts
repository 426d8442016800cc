import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJournalEnd } from '../../src/nested/run/journal/journal-end.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { runCli } from '../helpers/cli.ts';
import type { Step } from './course.ts';
import { armFaults, type FaultMatrix } from './faults.ts';
import { checkCommand, checkEnd } from './invariants.ts';
import { act, operator } from './operator.ts';
import { SeededRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import { statesOf } from './server-state.ts';
import { VirtualTime } from './virtual-time.ts';

const password = 'campaign-Secret-7f3a';

/** Longer than any guest, task or restart of a scenario takes, in milliseconds. */
const settleMs = 120_000;

/** Recoveries that meet no fault end the work in this many tries. */
const mostRecoveries = 3;

/** @returns what was violated, one line each; none where all promises held */
export async function runScenario(scenario: Scenario, matrix: FaultMatrix): Promise<string[]> {
  const random = new SeededRandom(scenario.seed ^ 0x5eed);
  const simulators = await Promise.all(
    scenario.fleet.servers.map(({ kind, inventory }) =>
      startSimulator({
        kind,
        inventory,
        user: 'admin',
        password,
        users: [operator],
        taskMs: scenario.taskMs,
        random: random.next,
      }),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'vhv-campaign-'));
  try {
    return await VirtualTime.run((time) =>
      new Play(scenario, simulators, folder, time).run(matrix),
    );
  } finally {
    await Promise.all(simulators.map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One scenario under way. */
class Play {
  readonly #scenario: Scenario;
  readonly #simulators: readonly Simulator[];
  readonly #folder: string;
  readonly #time: VirtualTime;
  readonly #steps: Step[] = [];
  readonly #hit = new Set<string>();

  constructor(
    scenario: Scenario,
    simulators: readonly Simulator[],
    folder: string,
    time: VirtualTime,
  ) {
    this.#scenario = scenario;
    this.#simulators = simulators;
    this.#folder = folder;
    this.#time = time;
  }

  async run(matrix: FaultMatrix): Promise<string[]> {
    const before = statesOf(this.#simulators);
    writeFileSync(join(this.#folder, 'endpoints.yaml'), this.#endpoints(), { mode: 0o600 });
    await this.#arm(matrix);
    const touched = await this.#command();
    for (const { faults } of this.#simulators) {
      faults.clear();
    }
    await this.#time.sleep(settleMs);
    const course = { scenario: this.#scenario, simulators: this.#simulators, before, touched };
    const hit = this.#hit;
    const violations = checkCommand({ ...course, steps: this.#steps, hit, isOpen: true });
    await this.#recover();
    const isOpen = (await this.#journals('open')).length > 0;
    return [...violations, ...checkEnd({ ...course, steps: this.#steps, hit, isOpen })];
  }

  /** One endpoints file for all servers; the first may stand in it under a second name. */
  #endpoints(): string {
    const entries = this.#simulators.map(({ url, fingerprint256 }, index) => ({
      name: `server-${index + 1}`,
      url,
      fingerprint: fingerprint256,
    }));
    const [first] = entries;
    const alias =
      first && this.#scenario.fleet.hasAlias
        ? [{ ...first, name: 'alias', url: first.url.replace('127.0.0.1', 'localhost') }]
        : [];
    const defaults = { username: 'admin', passwordEnv: 'CAMPAIGN_PASSWORD' };
    return JSON.stringify({ defaults, endpoints: [...entries, ...alias] });
  }

  async #arm(matrix: FaultMatrix): Promise<void> {
    for (const [index, simulator] of this.#simulators.entries()) {
      const own = this.#scenario.faults.filter(({ server }) => server === index);
      await armFaults(simulator, own, (call, kind) => {
        this.#hit.add(call);
        matrix.add(call, kind);
      });
    }
  }

  /** Runs the command while the second operator acts and somebody may press Ctrl-C. @returns the VMs that he touched */
  async #command(): Promise<ReadonlySet<string>> {
    const { command, acts, stopAfterMs } = this.#scenario;
    const stop = new AbortController();
    const over = new AbortController();
    if (stopAfterMs !== undefined) {
      const { signal } = over;
      this.#time.sleep(stopAfterMs, undefined, { signal }).then(
        () => stop.abort(),
        () => undefined,
      );
    }
    const acting = act(this.#time, this.#simulators, acts, over.signal);
    await this.#vhv(command, stop.signal);
    over.abort();
    return acting;
  }

  async #recover(): Promise<void> {
    const [first] = await this.#journals();
    if (first === undefined) {
      return;
    }
    if (this.#scenario.recovery === 'rollback') {
      await this.#vhv(['rollback', first, '--yes', '--power-cycle', 'hard']);
      await this.#time.sleep(settleMs);
    }
    for (let tries = 0; tries < mostRecoveries; tries += 1) {
      const [open] = await this.#journals('open');
      if (open === undefined) {
        return;
      }
      await this.#vhv(['resume', open, '--yes']);
      await this.#time.sleep(settleMs);
    }
  }

  async #vhv(args: readonly string[], stop = new AbortController().signal): Promise<void> {
    const env = {
      XDG_STATE_HOME: this.#folder,
      VHV_ENDPOINTS: join(this.#folder, 'endpoints.yaml'),
      CAMPAIGN_PASSWORD: password,
    };
    const ran = await runCli(args, { env, stop });
    this.#steps.push({ args, ran, after: statesOf(this.#simulators) });
  }

  async #journals(end?: 'open'): Promise<string[]> {
    const folder = join(this.#folder, 'vhv', 'journals');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    // Their names sort by time: the first is the command's own.
    const all = names
      .filter((name) => name.endsWith('.jsonl'))
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) => join(folder, name));
    const ends = await Promise.all(all.map((path) => readJournalEnd(path)));
    return all.filter((_path, index) => end === undefined || ends[index] === end);
  }
}
