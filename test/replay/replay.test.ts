import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withoutOperationId } from '../../src/soap/operation-id.ts';
import { flagsRead, readFixture, requestsOf } from './helpers/fixture.ts';
import { rerun, serve } from './helpers/replay.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

interface Outcomes {
  readonly outcomes: readonly {
    readonly outcome: string;
    readonly plan: { readonly facts: { readonly nestedHVEnabled?: boolean } };
  }[];
}

describe.each(['vcenter-enable', 'esx-enable'])('%s', (name) => {
  it('turns the flag on and sees it on', async () => {
    const fixture = readFixture(name);
    serve(fixture);

    const { exitCode, stdout } = await rerun(fixture, '--output', 'json');

    expect(nock.isDone()).toBe(true);
    expect(exitCode).toBe(0);
    const { outcomes } = JSON.parse(stdout) as Outcomes;
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.plan.facts.nestedHVEnabled ?? false).toBe(false);
    expect(outcomes[0]?.outcome).toBe('changed');
  });

  it('was recorded of a server whose flag was not set before and true after', () => {
    const fixture = readFixture(name);
    const [before, ...after] = flagsRead(fixture);
    expect(before ?? 'false').toBe('false');
    expect(after).toEqual(['true']);
    expect(requestsOf(fixture, 'ReconfigVM_Task')).toHaveLength(1);
  });
});

describe.each(['vcenter-disable', 'esx-disable'])('%s', (name) => {
  it('turns the flag off and sees it off', async () => {
    const fixture = readFixture(name);
    serve(fixture);

    const { exitCode, stdout } = await rerun(fixture, '--output', 'json');

    expect(nock.isDone()).toBe(true);
    expect(exitCode).toBe(0);
    const { outcomes } = JSON.parse(stdout) as Outcomes;
    expect(outcomes[0]?.plan.facts.nestedHVEnabled).toBe(true);
    expect(outcomes[0]?.outcome).toBe('changed');
    expect(flagsRead(fixture)).toEqual(['true', 'false']);
  });
});

describe('a host check', () => {
  interface Host {
    readonly verdict: string;
    readonly because: string;
    readonly options: Readonly<Record<string, { answer: string; value?: string }>>;
  }

  async function check(name: string): Promise<Host[]> {
    const fixture = readFixture(name);
    serve(fixture);
    const { exitCode, stdout } = await rerun(fixture, '--output', 'json');
    expect(nock.isDone()).toBe(true);
    expect(exitCode).toBe(0);
    return (JSON.parse(stdout) as { rows: Host[] }).rows;
  }

  it('shows vhv.allow as TRUE, FALSE and missing, and trusts none of them over nestedHVSupported', async () => {
    const hosts = await check('vcenter-hosts');
    expect(hosts.map(({ options }) => options['vhv.allow'])).toEqual([
      { answer: 'value', value: 'TRUE' },
      { answer: 'value', value: 'FALSE' },
      { answer: 'no such option' },
    ]);
    for (const host of hosts) {
      expect(host.options['Config.Defaults.vhv.allow']).toEqual({ answer: 'no such option' });
      expect(host).toMatchObject({ verdict: 'ready', because: 'capability.nestedHVSupported' });
    }
  });

  it('tells a missing right from a missing option', async () => {
    const hosts = await check('vcenter-hosts-no-permission');
    expect(hosts).toHaveLength(1);
    expect(hosts[0]?.options).toEqual({
      'vhv.allow': { answer: 'no right to read' },
      'Config.Defaults.vhv.allow': { answer: 'no right to read' },
    });
  });
});

describe('a session that is refused', () => {
  it('logs in once with a wrong password, and leaves with 7', async () => {
    const fixture = readFixture('vcenter-wrong-password');
    serve(fixture);
    const { exitCode, stderr } = await rerun(fixture);
    expect(nock.isDone()).toBe(true);
    expect(exitCode).toBe(7);
    expect(stderr).toContain('InvalidLogin');
    expect(requestsOf(fixture, 'Login')).toHaveLength(1);
  });

  it('never takes an expired session for an empty inventory: it logs in again, once', async () => {
    const fixture = readFixture('vcenter-expired-session');
    serve(fixture);
    const { exitCode, stdout } = await rerun(fixture);
    expect(nock.isDone()).toBe(true);
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n').length).toBeGreaterThan(1);
    expect(requestsOf(fixture, 'Login')).toHaveLength(2);
    expect(requestsOf(fixture, 'Logout')).toHaveLength(1);
  });
});

describe('the file itself', () => {
  it('is what nock.load reads', async () => {
    const fixture = readFixture('vcenter-enable');
    const scopes = nock.load(fixture.path);
    expect(scopes).toHaveLength(fixture.calls.length);
    for (const scope of scopes) {
      // Each run has an operationID of its own, so recordings hold none.
      scope.filteringRequestBody(withoutOperationId);
    }
    const { exitCode } = await rerun(fixture);
    expect(nock.isDone()).toBe(true);
    expect(exitCode).toBe(0);
  });
});
