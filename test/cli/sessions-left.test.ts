import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/simulator/index.ts';
import { envOf, type Ran, runCli } from '../helpers/cli.ts';
import { commandLine, everyCommand, lab, withoutLogin } from '../helpers/every-command.ts';
import { leaveBehind } from '../helpers/run-files.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const commands = everyCommand;

/** Long enough that a signal comes while the server is at it. */
const delayMs = 50;

class Prepared {
  readonly simulator: Simulator;
  readonly #name: string;
  readonly #state: string;

  constructor(simulator: Simulator, name: string, state: string) {
    this.simulator = simulator;
    this.#name = name;
    this.#state = state;
  }

  /** Runs the command on what a run before it has left; `befall` is done in between. */
  async run(befall: () => void = () => undefined, stop?: AbortSignal): Promise<Ran> {
    const state = mkdtempSync(join(this.#state, 'run-'));
    const env = { ...envOf(this.simulator), XDG_STATE_HOME: state };
    const left = await leaveBehind(this.#name, state, env);
    this.simulator.requests.reset();
    befall();
    const words = [...commandLine(this.#name, lab), ...left];
    return runCli(words, { env, ...(stop === undefined ? {} : { stop }) });
  }

  /** Runs it and fires its signal when the server has received the call of a method. */
  async stopAt(method: string): Promise<Ran> {
    const stop = new AbortController();
    let isBegun = false;
    const begin = (): void => {
      this.simulator.faults.add({ method, delayMs });
      isBegun = true;
    };
    const running = this.run(begin, stop.signal);
    while (!isBegun || this.simulator.requests.of(method) === 0) {
      await sleep(1);
    }
    stop.abort();
    return running;
  }
}

async function prepare(name: string): Promise<Prepared> {
  const simulator = await testSimulator();
  return new Prepared(simulator, name, makeTempDir());
}

describe('the server has as many sessions after it as before', () => {
  it.each(commands.filter((name) => !withoutLogin.includes(name)))(
    'vhv %s: done, refused, not heard at its end, stopped in the middle',
    async (name) => {
      const prepared = await prepare(name);
      const { simulator } = prepared;
      expect(await prepared.run()).toMatchObject({ exitCode: 0 });
      expect(simulator.sessionCount).toBe(0);

      const calls = Object.keys(simulator.requests.byMethod());
      const logins = simulator.requests.of('Login');
      expect(simulator.requests.of('Logout')).toBe(logins);
      // A kit logs in for each of its recordings.
      expect(logins).toBe(name === 'record-kit' ? 4 : 1);
      expect([calls[1], logins > 1 || calls.at(-1)]).toEqual(['Login', logins > 1 || 'Logout']);
      const own = calls.slice(2).filter((method) => method !== 'Logout');
      for (const method of new Set([...own.slice(0, 1), ...own.slice(-1)])) {
        await prepared.run(() => {
          simulator.faults.add({ method, fault: { _type: 'RuntimeFault' } });
        });
        simulator.faults.clear();
        expect({ method, refused: simulator.sessionCount }).toEqual({ method, refused: 0 });
      }
      for (const drop of ['before', 'after'] as const) {
        const ran = await prepared.run(() => {
          simulator.faults.add({ method: 'Logout', drop, times: 1 });
        });
        expect({ drop, left: simulator.sessionCount, exitCode: ran.exitCode }).toEqual({
          drop,
          left: 0,
          exitCode: 0,
        });
      }
      // bin.ts makes this one signal of the first SIGINT and of the first SIGTERM.
      for (const method of ['Login', ...own.slice(-1)]) {
        await prepared.stopAt(method);
        simulator.faults.clear();
        // The server does what it was asked for, whether anybody waits for the answer or not.
        await sleep(delayMs);
        expect({ method, stopped: simulator.sessionCount }).toEqual({ method, stopped: 0 });
      }
    },
  );

  it.each(withoutLogin)('vhv %s: logs in nowhere', async (name) => {
    const prepared = await prepare(name);
    const { simulator } = prepared;
    let before = 0;
    const ran = await prepared.run(() => {
      before = simulator.sessionCount;
    });
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(simulator.requests.of('Login')).toBe(0);
    // A session that another run has left is what it is there to end.
    expect(simulator.sessionCount).toBe(name === 'session logout' ? 0 : before);
    expect(before).toBe(name.startsWith('session ') ? 1 : 0);
  });
});
