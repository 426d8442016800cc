import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { commandLine, everyCommand, lab, withoutLogin } from '../helpers/every-command.ts';
import { leaveBehind } from '../helpers/run-files.ts';
import { PlantingTap } from './helpers/planting-tap.ts';

const commands = everyCommand.filter((name) => !withoutLogin.includes(name));
/** The tap adds a word to each name. */
const ground = { vm: `${lab.vm}*`, host: `${lab.host}*` };

let simulator: Simulator;
let tap: PlantingTap;
let dir: string;
beforeAll(async () => {
  simulator = await startSimulator();
  tap = await PlantingTap.start(simulator.url);
  dir = mkdtempSync(join(tmpdir(), 'vhv-planted-leaves-'));
});
afterAll(async () => {
  await tap[Symbol.asyncDispose]();
  await simulator.close();
  rmSync(dir, { recursive: true });
});

/** `leaf: text` for each word that a text of a recording holds. */
function leaksIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .flatMap(
      (name) =>
        readFileSync(join(folder, name), 'utf8').match(/[^<>]*>[^<>]*qz\d+zq|[^<>]*qz\d+zq/gi) ??
        [],
    );
}

describe.each(commands.map((name) => ({ name })))('vhv $name', ({ name }) => {
  it('records no text of any leaf that is not listed as harmless', async () => {
    const folder = mkdtempSync(join(dir, 'run-'));
    const { url, fingerprint256 } = tap;
    const env = {
      ...envOf({ ...simulator, url, fingerprint256 }),
      XDG_STATE_HOME: join(folder, 'state'),
    };
    const left = await leaveBehind(name, folder, env, ground);
    const [trace, recording] = [join(folder, 'trace'), join(folder, 'recording')];
    const observed = ['--trace', trace, '--record', recording];
    const ran = await runCli([...commandLine(name, ground), ...left, ...observed], { env });
    expect(ran.exitCode, ran.stderr).not.toBe(2);
    const traced = readdirSync(trace, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.xml'))
      .map((file) => readFileSync(join(trace, file), 'utf8'));
    expect(traced.join('')).toMatch(PlantingTap.word);
    expect(leaksIn(recording)).toEqual([]);
  });
});

it('words were put into leaves of many names', () => {
  expect(tap.leaves.size).toBeGreaterThan(20);
});
