/** Programs that are measured, and the simulators that they talk to: each a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export const vhv = here('../dist/cli/bin.js');

/**
 * @typedef {object} Server
 * @property {Record<string, string>} env what leads vhv to it
 * @property {string} address with user and password, as govmomi takes it
 */

/**
 * Runs `use` beside a simulator that is new.
 *
 * @template Result
 * @param {number} vms
 * @param {number} latencyMs
 * @param {(server: Server) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withSimulator(vms, latencyMs, use) {
  const args = [here('simulator.mjs'), String(vms), String(latencyMs)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [line] = await once(createInterface(child.stdout), 'line');
    const { url, user, password, fingerprint256 } = JSON.parse(line);
    const address = new URL(url);
    address.username = user;
    address.password = password;
    const env = {
      VHV_URL: url,
      VHV_USERNAME: user,
      VHV_PASSWORD: password,
      VHV_FINGERPRINT: fingerprint256,
    };
    return await use({ env, address: address.href });
  } finally {
    child.stdin.end();
    await once(child, 'exit');
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ seconds: number, exitCode: number | null, stdout: string }>}
 */
export async function run(program, args, env = {}) {
  const began = performance.now();
  const { PATH = '' } = process.env;
  const child = spawn(program, args, {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const [exitCode] = await once(child, 'close');
  return { seconds: (performance.now() - began) / 1000, exitCode, stdout };
}

/**
 * The peak memory of a Node program, in bytes.
 *
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @param {string} folder for what it tells of itself
 */
export async function peakOf(args, env, folder) {
  const file = join(folder, 'peak');
  const all = ['--import', here('peak.mjs'), ...args];
  const { exitCode } = await run(process.execPath, all, { ...env, BENCH_PEAK: file });
  if (exitCode !== 0) {
    throw new Error(`${args.join(' ')}: exit ${exitCode}`);
  }
  return Number(await readFile(file, 'utf8'));
}

/**
 * The least of several measurements: what else the machine does only ever adds.
 *
 * @param {number} times
 * @param {() => Promise<number>} measure
 */
export async function least(times, measure) {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < times; n += 1) {
    best = Math.min(best, await measure());
  }
  return best;
}
