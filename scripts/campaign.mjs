// Runs the campaign: seeded random fleets, commands, faults and a second operator, against the embedded simulator, in virtual time.
//   npm run campaign                      seeds 1 to 200
//   npm run campaign -- --seed 17         one seed again, with what it does
//   npm run campaign -- --seeds 1-1000    these seeds
//   npm run campaign -- --fresh 50        so many new seeds
import { parseArgs } from 'node:util';
import { createServer } from 'vite';

const { values } = parseArgs({
  options: {
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

// Only its module loader is used: it runs TypeScript as it is.
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
  oxc: { target: 'node20' },
});
const { campaign, scenarioOf } = await vite.ssrLoadModule('/test/campaign/index.ts');
const seeds = seedsAsked();
if (seeds.length === 1) {
  console.log(JSON.stringify(scenarioOf(seeds[0]), undefined, 2));
}
const began = performance.now();
const { runs, faults, matrix, violations } = await campaign(seeds, (seed, found) => {
  for (const line of found) {
    console.log(`seed ${seed}: ${line}\n  again: npm run campaign -- --seed ${seed}`);
  }
});
if (values.matrix) {
  console.log(matrix.join('\n'));
}
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.log(
  `${runs} runs, ${faults} faults, ${violations.size} seeds with violations, ${seconds} s`,
);
process.exitCode = violations.size > 0 ? 1 : 0;
await vite.close();
