import { expect, it } from 'vitest';
import { FaultMatrix } from '../campaign/fault-matrix.ts';
import { connectionFaults } from '../campaign/faults.ts';
import { Play } from '../campaign/play.ts';
import { processStage, processTaste } from '../campaign/processes.ts';
import { SeededRandom } from '../campaign/random.ts';
import { scenarioOf, type Taste } from '../campaign/scenario.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { StrictServer } from './helpers/strict-campaign.ts';

/** Others are asked for by `npm run campaign -- --strict`. */
const asked = process.env['CAMPAIGN_SEEDS'];
const seeds = (asked ?? '1,53,55').split(',').map(Number);

const taste: Taste = {
  ...processTaste,
  kinds: connectionFaults.filter(({ kind }) => kind !== 'stalls-mid-body'),
  mostServers: 1,
};

it.each(seeds)(
  'the strict server under fire: npm run campaign -- --strict --seed %i',
  async (seed) => {
    const scenario = scenarioOf(seed, taste);
    const [plan] = scenario.fleet.servers;
    if (plan === undefined) {
      throw new TypeError('a fleet has a server');
    }
    const random = new SeededRandom(seed ^ 0x5eed);
    const server = await StrictServer.start(plan, scenario.taskMs, random.next);
    const matrix = new FaultMatrix();
    const said: string[] = [];
    try {
      const play = new Play(scenario, [server], makeTempDir(), processStage, ({ args, ran }) => {
        said.push(`$ vhv ${args.join(' ')}\n${ran.stderr}exit ${ran.exitCode}`);
      });
      const violations = await play.run(matrix);
      if (asked !== undefined) {
        console.log([...said, ...matrix.lines()].join('\n'));
      }
      expect(violations, said.join('\n')).toEqual([]);
    } finally {
      await server.close();
    }
  },
);
