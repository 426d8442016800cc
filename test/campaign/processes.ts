import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Ran } from './course.ts';
import type { FaultMatrix } from './fault-matrix.ts';
import { faultKinds } from './faults.ts';
import { realPace } from './pace.ts';
import { type OnStep, Play, type Stage } from './play.ts';
import { SeededRandom } from './random.ts';
import type { Interruption, Scenario, Taste, Trouble } from './scenario.ts';
import { SimulatorServer } from './simulator-server.ts';

const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

/** Longer than any command takes here, also on a busy machine. */
const hangsAfterMs = 180_000;

/** What `ulimit -f` counts in. */
const blockBytes = 512;

/** Signals that end vhv at once when they are not the first. */
const endsAtOnce: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM', 'SIGQUIT']);

/** vhv as processes of its own, in real time. */
export const processTaste: Taste = {
  pace: realPace,
  // What never ends takes minutes here.
  kinds: faultKinds.filter(({ kind }) => kind !== 'stalls-mid-body'),
  mostFaults: 6,
  mostServers: 3,
  signals: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL', 'SIGKILL', 'SIGSTOP'],
  signalled: 0.8,
};

/** @returns what was violated, one line each; none where all promises held */
export async function playProcesses(
  scenario: Scenario,
  matrix: FaultMatrix,
  onStep?: OnStep,
): Promise<string[]> {
  const random = new SeededRandom(scenario.seed ^ 0x5eed);
  const folder = mkdtempSync(join(tmpdir(), 'vhv-campaign-'));
  const servers = await Promise.all(
    scenario.fleet.servers.map((plan) =>
      SimulatorServer.start(plan, scenario.taskMs, random.next, () => new Date()),
    ),
  );
  try {
    return await new Play(scenario, servers, folder, processStage, onStep).run(matrix);
  } finally {
    await Promise.all(servers.map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Real time, and the built command line. */
export const processStage: Stage = {
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  vhv: runBin,
};

async function runBin(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  trouble: Trouble,
): Promise<{ ran: Ran; isCutShort: boolean }> {
  const child = startBin(args, env, trouble);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
    if (trouble.isUnheard) {
      child[name]?.destroy();
    }
  }
  const over = new AbortController();
  const sent = sendSignals(child, trouble.interruptions, over.signal);
  const hang = { signal: 'SIGKILL', after: 'start', atMs: hangsAfterMs } as const;
  const hung = sendSignals(child, [hang], over.signal);
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
  over.abort();
  if (hung.length > 0) {
    throw new Error(`vhv ${args[0]} hangs: not over after ${hangsAfterMs} ms\n${said.stderr}`);
  }
  // Before it has begun, any signal ends it as it ends any program.
  const isKilled = signal === 'SIGKILL' || (signal !== null && said.stderr === '');
  const latest = sent.at(-1);
  const isQuit = sent.length > 1 && latest !== undefined && endsAtOnce.has(latest);
  return { ran: { exitCode, ...said }, isCutShort: isKilled || isQuit };
}

function startBin(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { diskBytes }: Trouble,
): ChildProcess {
  const words = [process.execPath, bin, ...args];
  const limit = `ulimit -f ${Math.ceil((diskBytes ?? 0) / blockBytes)}; exec "$0" "$@"`;
  const [command = '', ...rest] = diskBytes === undefined ? words : ['sh', '-c', limit, ...words];
  return spawn(command, rest, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** @returns the signals that it got, as they are sent */
function sendSignals(
  child: ChildProcess,
  interruptions: readonly Interruption[],
  over: AbortSignal,
): readonly NodeJS.Signals[] {
  const sent: NodeJS.Signals[] = [];
  for (const { signal, after, atMs } of interruptions) {
    const send = () =>
      sleep(atMs, undefined, { signal: over }).then(
        () => child.kill(signal) && sent.push(signal),
        () => undefined,
      );
    if (after === 'start' || child.stderr === null || child.stderr.destroyed) {
      void send();
    } else {
      child.stderr.on('data', function waitForJournal(text: string) {
        if (text.includes('journal:')) {
          child.stderr?.off('data', waitForJournal);
          void send();
        }
      });
    }
  }
  return sent;
}
