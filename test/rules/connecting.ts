import { onTestFinished } from 'vitest';
import { retrieveInventory } from '../../src/index.ts';
import { startSimulator } from '../../src/simulator/index.ts';
import { fateOf } from '../contract/target.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { singleHost } from '../simulator/single-host.ts';
import { Lab, type RuleTests } from './lab.ts';

/** Rules that any request meets, or the login. */
export const connectingTests = {
  unknownApiVersion: {
    async run(rules) {
      const { session } = await Lab.start(rules);
      session.client.version = '99.0.0.0';
      const fate = await fateOf(retrieveInventory(session));
      session.client.version = '8.0.2.0';
      return fate;
    },
    concludes: { fallsBack: 'accepted', fault: 'MethodFault' },
  },
  unboundXsdPrefix: {
    async run(rules) {
      const lab = await Lab.start(rules);
      return lab.change({ extraConfig: { a: '1' } });
    },
    // Our requests bind every prefix that they use: neither answer makes a difference to them.
    concludes: { accepted: { outcome: 'changed' }, refused: { outcome: 'changed' } },
  },
  lockdownLogin: {
    async run(rules) {
      const locked = singleHost({}, { lockdown: 'lockdownNormal' });
      const simulator = await startSimulator({ kind: 'esx', ...locked, rules });
      onTestFinished(() => simulator.close());
      const { exitCode, stdout, stderr } = await runCli(['about'], { env: envOf(simulator) });
      const logins = simulator.requests.of('Login');
      return { exitCode, stdout, type: /NoPermission|InvalidLogin/.exec(stderr)?.[0], logins };
    },
    // A login that was refused is never tried again by itself: accounts lock.
    concludes: {
      NoPermission: { exitCode: 7, stdout: '', type: 'NoPermission', logins: 1 },
      InvalidLogin: { exitCode: 7, stdout: '', type: 'InvalidLogin', logins: 1 },
    },
  },
  sessionLimit: {
    async run(rules) {
      const lab = await Lab.start(rules, {}, { sessionLimits: { most: 1 } });
      const { simulator } = lab;
      const refused = await runCli(['about'], { env: envOf(simulator) });
      const logins = simulator.requests.of('Login');
      await lab.session.logout();
      const { exitCode } = await runCli(['about'], { env: envOf(simulator) });
      const says = / HTTP \d+/.exec(refused.stderr)?.[0];
      return { exitCode: refused.exitCode, says, logins, after: exitCode };
    },
    // One login is the lab's own: the client gives up before it has sent a password.
    concludes: { 503: { exitCode: 8, says: ' HTTP 503', logins: 1, after: 0 } },
  },
} satisfies Partial<RuleTests>;
