/**
 * README's library example, killed: `node killed-program.mjs SERVER STATE`, with JSON of the server's `connect` options. It kills itself with
 * SIGKILL when the first VM is off and about to be reconfigured. The build is what runs.
 */
import process from 'node:process';
import { connect, plan, run } from '../../dist/index.js';

const [, , server = '{}', state = ''] = process.argv;
const session = await connect(JSON.parse(server));
const plans = await plan(session, '/DC/vm/*', { nestedHVEnabled: true }, { powerCycle: 'soft' });
await run(session, plans, {
  state,
  onEvent: (event) => {
    if (event.kind === 'step' && event.step === 'reconfigure') {
      process.kill(process.pid, 'SIGKILL');
    }
  },
});
