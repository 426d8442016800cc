import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { type HttpResponse, HttpsTransport } from '../../src/soap/index.ts';
import { SeededRandom } from '../campaign/random.ts';
import { VirtualTime } from '../campaign/virtual-time.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { mutateAnswer } from '../helpers/mutate-answer.ts';
import { expectNothingUnhandled } from '../helpers/unhandled.ts';
import { chunks, readText } from './helpers/fake-transport.ts';

/** More of them: VHV_MUTATIONS=500. The first seed: VHV_MUTATION_SEED=7. */
const seeds = Number(process.env['VHV_MUTATIONS'] ?? 4);
const firstSeed = Number(process.env['VHV_MUTATION_SEED'] ?? 1);

const commands: readonly (readonly string[])[] = [
  ['about'],
  ['hosts'],
  ['hosts', 'options', 'ls', 'esx-01.lab.test'],
  [
    'hosts',
    'options',
    'set',
    'esx-01.lab.test',
    '--set',
    'Config.HostAgent.log.level=verbose',
    '--yes',
  ],
  ['vms'],
  ['vms', 'extra-config', 'ls', 'hv-01'],
  ['report'],
  ['verify', 'hv-01', '--guest-user', 'root'],
  ['plan', '--all'],
  [
    'enable',
    'hv-01',
    'hv-02',
    '--power-cycle',
    'hard',
    '--shutdown-timeout',
    '0',
    '--guest-timeout',
    '1',
    '--yes',
  ],
  ['drift', '-f', 'fixtures/fleet.yaml'],
];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
  return () => simulator.close();
});
afterEach(() => vi.restoreAllMocks());
expectNothingUnhandled();

/** Changes one of the answers of a command; which one and how follows from the seed. */
function alterAnswers(seed: number): void {
  const random = new SeededRandom(seed);
  const altered = random.between(1, random.pick([4, 12, 40]));
  let turn = 0;
  const send = HttpsTransport.prototype.exchange;
  vi.spyOn(HttpsTransport.prototype, 'exchange').mockImplementation(async function (
    this: HttpsTransport,
    request,
    options,
  ): Promise<HttpResponse> {
    const response = await send.call(this, request, options);
    turn += 1;
    // The answer of Logout is read by nobody, and a session that is over cannot be ended.
    if (turn < altered || turn > altered + 1 || request.body?.includes(':Logout ')) {
      return response;
    }
    const text = await readText(response.body);
    return { ...response, body: chunks(mutateAnswer(text, random)) };
  });
}

/** Texts of JavaScript's own errors, and of errors that nobody has foreseen. */
const raw =
  /TypeError|RangeError|UNEXPECTED|Cannot (read|convert|mix|set)|is not (a function|iterable|defined)|undefined \(|Invalid (array|string|count|time)|call stack|is not an? (object|Object)/;

it.each(commands.map((command) => ({ command })))(
  'vhv $command never ends in an error of JavaScript, and always ends its session, whatever one answer is',
  async ({ command }) => {
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
      alterAnswers(seed);
      const env = { ...envOf(simulator), VHV_GUEST_PASSWORD: 'guest' };
      const ran = await VirtualTime.run(() => runCli([...command, '--output', 'json'], { env }));
      vi.restoreAllMocks();
      expect(ran.stdout + ran.stderr, `seed ${seed}`).not.toMatch(raw);
      expect(ran.stderr.length, `seed ${seed}: ${ran.stderr.slice(0, 5000)}`).toBeLessThan(50_000);
      expect(simulator.sessionCount, `seed ${seed}: ${ran.stderr}`).toBe(0);
    }
  },
);
