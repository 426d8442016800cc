/**
 * README's library example, killed: `node killed-program.mjs SERVER STATE`, with JSON of the server's `connect` options. It kills itself with
 * SIGKILL when the first VM is off and about to be reconfigured. The build is what runs.
 */
import process from 'node:process';
import { connect, parseSelector, planFleet, retrieveInventory, run } from '../../dist/index.js';

const [, , server = '{}', state = ''] = process.argv;
const session = await connect(JSON.parse(server));
const inventory = await retrieveInventory(session);
const selection = { selectors: [parseSelector('/DC/vm/*')], within: [], where: [] };
const desired = { nestedHVEnabled: true, extraConfig: {} };
const plans = await planFleet(session, inventory, selection, desired, { powerCycle: 'soft' });
await run(session, plans, {
  state,
  onEvent: (event) => {
    if (event.kind === 'step' && event.step === 'reconfigure') {
      process.kill(process.pid, 'SIGKILL');
    }
  },
});
