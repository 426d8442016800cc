/**
 * The budgets of speed and memory, as ratios in one run: `npm run bench`. It needs Go 1.25 for what vhv is compared with; without it
 * those lines say 'not measured'. docs/benchmarks.md tells what each line means.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareOneChange } from './peers.mjs';
import { least, peakOf, run, vhv, withSimulator } from './processes.mjs';

const node = process.execPath;
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'vhv-bench-'));
const megabyte = 1e6;

/** @param {string} what @param {number} ours @param {number | undefined} theirs @param {string} budget @param {string} unit */
function tell(what, ours, theirs, budget, unit) {
  const told =
    theirs === undefined
      ? 'not measured'
      : `${(ours / theirs).toFixed(2)} x (${ours.toFixed(2)} against ${theirs.toFixed(2)} ${unit})`;
  process.stdout.write(`${what.padEnd(46)} ${told}, ${budget}\n`);
}

/** @returns {Promise<string | undefined>} the Go program that vhv is compared with; undefined where it cannot be built */
async function buildPeer() {
  const program = join(folder, 'peer');
  const { HOME = '' } = process.env;
  const args = ['build', '-C', join(root, 'bench/go'), '-o', program, '.'];
  const built = await run('go', args, { HOME }).catch(() => undefined);
  return built?.exitCode === 0 ? program : undefined;
}

/** @param {string | undefined} peer */
async function compareChange(peer) {
  const vms = 1000;
  const latencyMs = 5;
  const ours = await least(3, () =>
    withSimulator(vms, latencyMs, async ({ env }) => {
      const args = [vhv, 'enable', '--all', '--yes', '--output', 'json'];
      const { seconds, stdout } = await run(node, args, { ...env, HOME: folder });
      const { outcomes } = JSON.parse(stdout);
      if (outcomes.length < vms / 2 || outcomes.some((one) => one.outcome !== 'changed')) {
        throw new Error('not all VMs were changed');
      }
      return seconds;
    }),
  );
  const change = (program) =>
    withSimulator(vms, latencyMs, async ({ address }) => {
      const { seconds, exitCode } = await run(program, ['change', address]);
      if (exitCode !== 0) {
        throw new Error('the Go program failed');
      }
      return seconds;
    });
  const theirs = peer && (await least(3, () => change(peer)));
  tell('enable, 1,000 VMs at 5 ms, against govmomi', ours, theirs, 'at most 0.5', 's');
}

/** One large answer, made of the pages that a traced run has seen. */
async function largeAnswer() {
  const trace = join(folder, 'trace');
  await withSimulator(5000, 0, ({ env }) => run(node, [vhv, 'vms', '--trace', trace], env));
  let head = '';
  let tail = '';
  const objects = [];
  for (const name of (await readdir(trace)).filter((one) => one.endsWith('.res.xml'))) {
    const text = await readFile(join(trace, name), 'utf8');
    const start = text.indexOf('<objects>');
    if (start >= 0 && text.includes('<obj type="VirtualMachine"')) {
      const end = text.lastIndexOf('</objects>') + '</objects>'.length;
      objects.push(text.slice(start, end));
      if (text.includes('<RetrievePropertiesExResponse')) {
        head = text.slice(0, start);
        tail = text.slice(end);
      }
    }
  }
  const file = join(folder, 'answer.xml');
  await writeFile(file, head + objects.join('') + tail);
  return file;
}

/** @param {string | undefined} peer */
async function compareDecoding(peer) {
  const file = await largeAnswer();
  const decoder = join(root, 'bench/decode.mjs');
  // Seconds for a megabyte, so that the least is the best.
  const ours =
    1 / (await least(3, async () => 1 / Number((await run(node, [decoder, file, '20'])).stdout)));
  const theirs =
    peer &&
    1 / (await least(3, async () => 1 / Number((await run(peer, ['decode', file, '10'])).stdout)));
  tell('decoding the same bytes, against govmomi', ours, theirs, 'at least 2', 'MB/s');
}

async function compareMemory() {
  /** @param {number} vms */
  const peak = (vms) =>
    withSimulator(vms, 0, ({ env }) => peakOf([vhv, 'vms', '--output', 'jsonl'], env, folder));
  const [many, few] = [await peak(40_000), await peak(4000)];
  const ours = many / megabyte;
  tell('peak memory of vms, 40,000 against 4,000 VMs', ours, few / megabyte, 'at most 1.3', 'MB');
}

async function compareStart() {
  const bare = await least(10, async () => (await run(node, ['-e', '0'])).seconds);
  const ours = await least(10, async () => (await run(node, [vhv, '--version'])).seconds);
  tell('--version, against node -e 0', ours, bare, 'at most 1.6', 's');
}

try {
  const peer = await buildPeer();
  await compareStart();
  await compareDecoding(peer);
  await compareChange(peer);
  await compareOneChange(tell, folder);
  await compareMemory();
} finally {
  await rm(folder, { recursive: true, force: true });
}
