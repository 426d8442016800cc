// Runs the campaign: seeded random fleets, commands, faults, signals and a second operator, against the embedded simulator.
//   npm run campaign                              seeds 1 to 200, in this process and in virtual time
//   npm run campaign -- --processes --seeds 1-20  real processes that get signals, in real time
//   npm run campaign -- --strict --seeds 1-5      real processes against the strict Go server (needs Go)
//   npm run campaign -- --seed 17                 one seed again, with what it does
//   npm run campaign -- --seeds 1-1000            these seeds
//   npm run campaign -- --fresh 50                so many new seeds
//   npm run campaign -- --matrix                  prints how often each fault befell each call
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
    processes: { type: 'boolean' },
    strict: { type: 'boolean' },
    seed: { type: 'string' },
    seeds: { type: 'string' },
    fresh: { type: 'string' },
    matrix: { type: 'boolean' },
  },
});

const whole = (text) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new TypeError(`'${text}' is not a whole number`);
  }
  return number;
};

function seedsAsked() {
  if (values.seed !== undefined) {
    return [whole(values.seed)];
  }
  if (values.fresh !== undefined) {
    const first = Date.now() % 2 ** 31;
    return Array.from({ length: whole(values.fresh) }, (_, index) => first + index);
  }
  const [first, last] = (values.seeds ?? '1-200').split('-').map(whole);
  return Array.from({ length: (last ?? first) - first + 1 }, (_, index) => first + index);
}

/** The strict server is built and started by the interop tests. */
async function runStrict(seeds) {
  const file = 'test/interop/campaign.test.ts';
  const words = ['vitest', 'run', '--project', 'interop', file, '--testTimeout', '0'];
  const env = { ...process.env, CAMPAIGN_SEEDS: seeds.join(',') };
  const [code] = await once(spawn('npx', words, { env, stdio: 'inherit' }), 'exit');
  process.exitCode = code ?? 1;
}

async function runHere(seeds) {
  // Only its module loader is used: it runs TypeScript as it is.
  const vite = await createServer({
    configFile: false,
    logLevel: 'error',
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
    oxc: { target: 'node20' },
  });
  const driver = await vite.ssrLoadModule('/test/campaign/index.ts');
  const [play, taste, flag] = values.processes
    ? [driver.playProcesses, driver.processTaste, '--processes ']
    : [driver.playInProcess, driver.virtualTaste, ''];
  const scenarioOf = (seed) => driver.scenarioOf(seed, taste);
  if (seeds.length === 1) {
    console.log(JSON.stringify(scenarioOf(seeds[0]), undefined, 2));
  }
  // Alone, a seed shows what each command printed.
  const onStep =
    seeds.length === 1
      ? ({ args, ran }) => console.log(`$ vhv ${args.join(' ')}\n${ran.stderr}exit ${ran.exitCode}`)
      : undefined;
  const began = performance.now();
  const { runs, faults, matrix, violations } = await driver.campaign(
    seeds,
    (seed, counts) => play(scenarioOf(seed), counts, onStep),
    (seed, found) => {
      for (const line of found) {
        console.log(`seed ${seed}: ${line}\n  again: npm run campaign -- ${flag}--seed ${seed}`);
      }
    },
  );
  if (values.matrix) {
    console.log(matrix.join('\n'));
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(
    `${runs} runs, ${faults} faults, ${violations.size} seeds with violations, ${seconds} s`,
  );
  process.exitCode = violations.size > 0 ? 1 : 0;
  await vite.close();
}

await (values.strict ? runStrict : runHere)(seedsAsked());
