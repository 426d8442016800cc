import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJournalEnd } from '../../src/nested/run/journal/journal-end.ts';
import { readJournal } from '../../src/nested/run/journal/read-journal.ts';
import type { StepName } from '../../src/nested/run/steps.ts';
import type { Course, Ran, Step } from './course.ts';
import type { FaultMatrix } from './fault-matrix.ts';
import type { PlannedFault } from './faults.ts';
import { checkCommand, checkEnd } from './invariants.ts';
import { changesVm } from './operator.ts';
import { noTrouble, type Scenario, type Trouble } from './scenario.ts';
import type { CampaignServer, VmAtServer } from './server-state.ts';

/** Recoveries that meet no fault end the work in this many tries. */
const mostRecoveries = 2;

/** The time that a scenario plays in, and how it runs vhv. */
export interface Stage {
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  readonly vhv: (
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    trouble: Trouble,
  ) => Promise<{ readonly ran: Ran; readonly isCutShort: boolean }>;
}

export type OnStep = (step: Step) => void;

/** One scenario under way. */
export class Play {
  readonly #scenario: Scenario;
  readonly #servers: readonly CampaignServer[];
  readonly #folder: string;
  readonly #stage: Stage;
  readonly #steps: Step[] = [];
  readonly #hit = new Set<string>();
  readonly #touched = new Set<string>();
  readonly #onStep: OnStep;

  /**
   * @param folder an empty one, for what vhv writes
   * @param onStep told of each command when it is over
   */
  constructor(
    scenario: Scenario,
    servers: readonly CampaignServer[],
    folder: string,
    stage: Stage,
    onStep: OnStep = () => undefined,
  ) {
    this.#scenario = scenario;
    this.#servers = servers;
    this.#folder = folder;
    this.#stage = stage;
    this.#onStep = onStep;
  }

  /** @returns what was violated, one line each; none where all promises held */
  async run(matrix: FaultMatrix): Promise<string[]> {
    const { command, faults, laterFaults, settleMs, troubles } = this.#scenario;
    writeFileSync(join(this.#folder, 'endpoints.yaml'), this.#endpoints(), { mode: 0o600 });
    const before = await this.#states();
    const planFile = join(this.#folder, 'saved.plan');
    if (command.plan !== undefined) {
      await this.#vhv('plan', [...command.plan, '--out', planFile]);
    }
    this.#arm(faults, matrix);
    const [words, rest] = [command.words.slice(0, 1), command.words.slice(1)];
    await this.#amidActs(() =>
      this.#vhv('command', [...words, ...(command.plan ? [planFile] : []), ...rest], troubles[0]),
    );
    this.#disarm();
    await this.#stage.sleep(settleMs);
    const violations = checkCommand(await this.#course(before));
    this.#arm(laterFaults, matrix);
    await this.#recover();
    return [...violations, ...checkEnd(await this.#course(before))];
  }

  async #course(before: Course['before']): Promise<Course> {
    const sessions = await Promise.all(this.#servers.map((one) => one.sessions()));
    const tasks = await Promise.all(this.#servers.map((one) => one.tasks()));
    return {
      scenario: this.#scenario,
      before,
      steps: this.#steps,
      touched: this.#touched,
      hit: this.#hit,
      sessions: sessions.reduce((sum, one) => sum + one, 0),
      tasks: tasks.flat(),
      journals: await this.#journaled(),
      isOpen: (await this.#journals('open')).length > 0,
      files: this.#files(),
    };
  }

  /** One endpoints file for all servers; the first may stand in it under a second name. */
  #endpoints(): string {
    const entries = this.#servers.map(({ url, fingerprint256, user }, index) => ({
      name: `server-${index + 1}`,
      url,
      fingerprint: fingerprint256,
      username: user,
    }));
    const [first] = entries;
    const alias =
      first && this.#scenario.fleet.hasAlias
        ? [{ ...first, name: 'alias', url: first.url.replace('127.0.0.1', 'localhost') }]
        : [];
    const defaults = { passwordEnv: 'CAMPAIGN_PASSWORD' };
    return JSON.stringify({ defaults, endpoints: [...entries, ...alias] });
  }

  #arm(faults: readonly PlannedFault[], matrix: FaultMatrix): void {
    for (const { server, kind, fault } of faults) {
      this.#servers[server]?.arm(fault, (call) => {
        this.#hit.add(call);
        matrix.add(call, kind);
      });
    }
  }

  #disarm(): void {
    for (const server of this.#servers) {
      server.disarm();
    }
  }

  /** Runs something while the second operator acts. */
  async #amidActs(work: () => Promise<void>): Promise<void> {
    const over = new AbortController();
    const acting = this.#scenario.acts.map(async (act) => {
      const server = this.#servers[act.server];
      const name = server?.vmName(act.vm);
      try {
        await this.#stage.sleep(act.atMs, over.signal);
      } catch {
        // The command ended before his turn came.
        return;
      }
      if (name !== undefined && changesVm(act)) {
        this.#touched.add(name);
      }
      await server?.act(act, { sleep: this.#stage.sleep, over: over.signal });
    });
    await work();
    over.abort();
    await Promise.all(acting);
  }

  async #recover(): Promise<void> {
    const { recovery, settleMs, troubles, waits } = this.#scenario;
    const [first] = await this.#journals();
    const later = troubles.slice(1);
    if (first !== undefined && recovery === 'rollback') {
      const words = ['rollback', first, '--yes', '--power-cycle', 'hard', ...waits];
      await this.#vhv('recovery', words, later.shift());
      this.#disarm();
      await this.#stage.sleep(settleMs);
    }
    for (let calm = 0; calm < mostRecoveries; ) {
      const [open] = await this.#journals('open');
      if (open === undefined) {
        return;
      }
      const trouble = later.shift();
      calm += trouble === undefined ? 1 : 0;
      await this.#vhv('recovery', ['resume', open, '--yes', ...waits], trouble);
      this.#disarm();
      await this.#stage.sleep(settleMs);
    }
  }

  async #vhv(role: Step['role'], args: readonly string[], trouble = noTrouble): Promise<void> {
    const env = {
      XDG_STATE_HOME: this.#folder,
      VHV_ENDPOINTS: join(this.#folder, 'endpoints.yaml'),
      CAMPAIGN_PASSWORD: this.#servers[0]?.password ?? '',
    };
    const { ran, isCutShort } = await this.#stage.vhv(args, env, trouble);
    const isHeard = !trouble.isUnheard;
    const step = { role, args, ran, isHeard, isCutShort, after: await this.#states() };
    this.#steps.push(step);
    this.#onStep(step);
  }

  async #states(): Promise<Map<string, VmAtServer>> {
    const all = await Promise.all(this.#servers.map((one) => one.states()));
    return new Map(all.flat().map((vm) => [vm.name, vm]));
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

  async #journaled(): Promise<Course['journals']> {
    const steps = new Map<string, StepName[]>();
    for (const path of await this.#journals()) {
      try {
        for (const { job, steps: done } of (await readJournal(path, readFileSync(path, 'utf8')))
          .vms) {
          const { name } = job.plan.facts;
          steps.set(name, [...(steps.get(name) ?? []), ...done]);
        }
      } catch {
        // A run that ended while it began its journal has begun nothing else.
      }
    }
    return steps;
  }

  #files(): string {
    return readdirSync(this.#folder, { recursive: true })
      .map((name) => join(this.#folder, String(name)))
      .filter((path) => statSync(path).isFile())
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n');
  }
}
