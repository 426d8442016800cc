import { expect } from 'vitest';
import type { RuleAnswers, Simulator } from '../../src/simulator/index.ts';
import { connect, retrieveInventory } from '../../src/vsphere/index.ts';
import { fateOf } from '../contract/target.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { singleHost } from '../simulator/single-host.ts';
import { Lab, on, type RuleTests } from './lab.ts';

/** What a token or a ticket comes to that is refused, and how often it was sent. */
async function refusalOf(
  simulator: Simulator,
  credentials: { readonly token?: string; readonly cloneTicket?: string },
) {
  const { VHV_URL = '', VHV_FINGERPRINT = '' } = envOf(simulator);
  const { token = '', cloneTicket = '' } = credentials;
  const env = { VHV_URL, VHV_FINGERPRINT, VHV_TOKEN: token, VHV_CLONE_TICKET: cloneTicket };
  const { exitCode, stderr } = await runCli(['about'], { env });
  const tried = simulator.requests.of('LoginByToken') + simulator.requests.of('CloneSession');
  return { exitCode, type: /NotSupported|InvalidLogin/.exec(stderr)?.[0], tried };
}

/** What a change comes to whose server restarts while its task is waited for. */
async function changeAcrossRestart(rules: Partial<RuleAnswers>): Promise<unknown> {
  const lab = await Lab.start(rules, {}, { taskMs: 300 });
  lab.simulator.faults.add({ method: 'WaitForUpdatesEx', restart: true, times: 1 });
  return lab.change(on);
}

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
      const simulator = await testSimulator({ kind: 'esx', ...locked, rules });
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
  tokenAtEsxi: {
    async run(rules) {
      const simulator = await testSimulator({ kind: 'esx', rules });
      return refusalOf(simulator, { token: simulator.issueToken() });
    },
    concludes: {
      NotSupported: { exitCode: 7, type: 'NotSupported', tried: 1 },
      InvalidLogin: { exitCode: 7, type: 'InvalidLogin', tried: 1 },
    },
  },
  refusedToken: {
    async run(rules) {
      const simulator = await testSimulator({ rules });
      return refusalOf(simulator, { token: simulator.issueToken('a stranger') });
    },
    concludes: { InvalidLogin: { exitCode: 7, type: 'InvalidLogin', tried: 1 } },
  },
  cloneTicket: {
    async run(rules) {
      const { session, simulator } = await Lab.start(rules);
      const manager = session.manager('sessionManager');
      const cloneTicket = await session.call('AcquireCloneTicket', manager, {});
      const { url } = simulator;
      const trust = { kind: 'pinned', fingerprint256: simulator.fingerprint256 } as const;
      const clone = await connect({ url, trust, cloneTicket });
      await clone.logout();
      return { user: clone.user.userName, again: await refusalOf(simulator, { cloneTicket }) };
    },
    concludes: {
      oneTime: { user: 'user', again: { exitCode: 7, type: 'InvalidLogin', tried: 2 } },
    },
  },
  tasksAfterRestart: {
    run: (rules) => changeAcrossRestart(rules),
    // One that is forgotten is found out by reading: the VM has what was wanted by then.
    concludes: { remembered: { outcome: 'changed' }, forgotten: { outcome: 'changed' } },
  },
  unknownInListView: {
    run: (rules) => changeAcrossRestart({ ...rules, tasksAfterRestart: 'forgotten' }),
    concludes: {
      accepted: { outcome: 'changed' },
      ManagedObjectNotFound: { outcome: 'changed' },
    },
  },
  sessionLimit: {
    async run(rules) {
      const lab = await Lab.start(rules, {}, { sessionLimits: { most: 1 } });
      const { url, user: username, password, fingerprint256, requests } = lab.simulator;
      const trust = { kind: 'pinned', fingerprint256 } as const;
      const options = { url, username, password, trust };
      const refused = await connect({ ...options, patienceMs: 1 }).catch((error) => error);
      const logins = requests.of('Login');
      const patient = connect(options);
      await expect
        .poll(() => requests.of('RetrieveServiceContent'), { timeout: 10_000 })
        .toBeGreaterThan(3);
      await lab.session.logout();
      await (await patient).logout();
      return { code: refused.code, says: / HTTP \d+/.exec(refused.message)?.[0], logins };
    },
    // One login is the lab's own: the client waits, or gives up, before it has sent a password.
    concludes: { 503: { code: 'UNAVAILABLE', says: ' HTTP 503', logins: 1 } },
  },
} satisfies Partial<RuleTests>;
