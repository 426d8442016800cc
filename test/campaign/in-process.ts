import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../helpers/cli.ts';
import type { FaultMatrix } from './fault-matrix.ts';
import { faultKinds } from './faults.ts';
import { onFullDisk } from './full-disk.ts';
import { virtualPace } from './pace.ts';
import { type OnStep, Play, type Stage } from './play.ts';
import { SeededRandom } from './random.ts';
import type { Scenario, Taste } from './scenario.ts';
import { SimulatorServer } from './simulator-server.ts';
import { VirtualTime } from './virtual-time.ts';

/** Everything in this process, in virtual time. */
export const virtualTaste: Taste = {
  pace: virtualPace,
  kinds: faultKinds,
  mostFaults: 10,
  mostServers: 3,
  // A process's own: only the first stop can be had here.
  signals: ['SIGINT'],
  signalled: 0.3,
};

/** @returns what was violated, one line each; none where all promises held */
export async function playInProcess(
  scenario: Scenario,
  matrix: FaultMatrix,
  onStep?: OnStep,
): Promise<string[]> {
  const random = new SeededRandom(scenario.seed ^ 0x5eed);
  const folder = mkdtempSync(join(tmpdir(), 'vhv-campaign-'));
  const clock = { now: () => new Date() };
  const servers = await Promise.all(
    scenario.fleet.servers.map((plan) =>
      SimulatorServer.start(plan, scenario.taskMs, random.next, () => clock.now()),
    ),
  );
  try {
    return await VirtualTime.run((time) => {
      // The servers' clock is right, whatever happens to that of vhv.
      clock.now = () => time.trueDate();
      return new Play(scenario, servers, folder, stageOf(time), onStep).run(matrix);
    });
  } finally {
    await Promise.all(servers.map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function stageOf(time: VirtualTime): Stage {
  const sleep: Stage['sleep'] = (ms, signal) =>
    time.sleep(ms, undefined, signal === undefined ? {} : { signal });
  return {
    sleep,
    vhv: async (args, env, { interruptions, diskBytes, isUnheard, clockJump }) => {
      const stop = new AbortController();
      const over = new AbortController();
      const after = (ms: number, act: () => void) =>
        sleep(ms, over.signal).then(act, () => undefined);
      for (const { atMs } of interruptions) {
        void after(atMs, () => stop.abort());
      }
      if (clockJump !== undefined) {
        void after(clockJump.atMs, () => time.setClock(clockJump.byMs));
      }
      const reader = isUnheard ? { room: async () => false } : {};
      const ran = await onFullDisk(diskBytes, () =>
        runCli(args, { env, stop: stop.signal, ...reader }),
      );
      over.abort();
      return { ran, isCutShort: false };
    },
  };
}
