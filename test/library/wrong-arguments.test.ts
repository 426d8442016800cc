import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import * as hosts from '../../src/hosts.ts';
import * as vhv from '../../src/index.ts';
import * as journal from '../../src/journal.ts';
import * as wire from '../../src/wire.ts';
import { startLab } from './lab.ts';

/** What a program in JavaScript can pass where the types say something else. */
const wrong = {
  undefined: undefined,
  null: null,
  number: 7,
  NaN: Number.NaN,
  boolean: true,
  'an empty text': '',
  'blank text': ' \t',
  'a NUL': '\0',
  'an empty object': {},
  'an empty list': [],
  'a list of nothing': [undefined],
  'a list of numbers': [1, 2],
  'a list of empty objects': [{}],
  function: () => undefined,
  symbol: Symbol('wrong'),
  bigint: 10n,
  date: new Date(Number.NaN),
  'an object without a prototype': Object.create(null),
} as const;

type Kind = keyof typeof wrong;

/** One argument, and which wrong values are right there. */
interface Place {
  readonly name: string;
  readonly call: (value: never) => unknown;
  readonly right?: readonly Kind[];
  /** Other wrong values, and the field that the error names. */
  readonly more?: readonly (readonly [value: unknown, place: string])[];
}

const texts: readonly Kind[] = ['a NUL'];
const optional: readonly Kind[] = [
  'undefined',
  'an empty object',
  'an object without a prototype',
  'date',
];
const noVms: readonly Kind[] = ['an empty list'];

const { simulator, session, facts, plans } = await startLab();
const server = simulator.connectOptions;
const anonymous = { ...server, username: undefined, password: undefined };
/** None is a SHA-256 in hex: a word, a SHA-1, one digit too few, one that is no digit. */
const fingerprints = ['zz', 'ab'.repeat(20), 'a'.repeat(63), `${'a'.repeat(63)}g`];
const transport = session.client.transport;
const [host] = (await hosts.selectHosts(session, '*')) as [hosts.HostFacts];
const fleet: vhv.Fleet = { rules: [{ all: true, nestedHVEnabled: 'on' }] };
/** Nothing gets so far as to make it. */
const state = join(tmpdir(), `vhv-never-made-${process.pid}`);
const on = { nestedHVEnabled: true };
const never = { powerCycle: 'never' } as const;

const callOptions = [
  [{ signal: 'stop' }, 'signal'],
  [{ singal: undefined }, 'singal'],
] as const;

const conditions = [
  [{ powerCycle: 'sofft' }, 'powerCycle'],
  [{ powerCylce: 'soft' }, 'powerCylce'],
  [{ discardSuspended: 'yes' }, 'discardSuspended'],
  [{ upgradeHardware: 19 }, 'upgradeHardware'],
  [{ accept: 'TEMPLATE' }, 'accept'],
  [{ accept: ['NO_SUCH'] }, 'accept'],
  [{ maxDownPer: [{ key: 'rack', most: 1 }] }, 'maxDownPer'],
  [{ maxDownPer: [{ key: 'folder', most: 0 }] }, 'maxDownPer'],
  [{ maxDownPer: [{ key: 'name:(', most: 1 }] }, 'maxDownPer'],
] as const;

/** Limits that concern none of the VMs, most likely misspelt. */
const idle = [
  [{ maxDownPer: [{ key: 'name:^wbe', most: 1 }] }, 'maxDownPer'],
  [{ maxDownPer: [{ key: 'attribute:servcie', most: 1 }] }, 'maxDownPer'],
  [
    {
      maxDownPer: [
        { key: 'folder', most: 1 },
        { key: 'name:zzz', most: 1 },
      ],
    },
    'maxDownPer',
  ],
] as const;

const runOptions = [
  [{}, 'state'],
  [{ state: 7 }, 'state'],
  [{ state: '' }, 'state'],
  [{ state, concurrency: 0 }, 'concurrency'],
  [{ state, concurrency: '8' }, 'concurrency'],
  [{ state, canary: -1 }, 'canary'],
  [{ state, limit: 1.5 }, 'limit'],
  [{ state, pollMs: Number.NaN }, 'pollMs'],
  [{ state, patienceMs: Number.POSITIVE_INFINITY }, 'patienceMs'],
  [{ state, notAfter: '05:30' }, 'notAfter'],
  [{ state, notAfter: new Date(Number.NaN) }, 'notAfter'],
  [{ state, onEvent: 'print' }, 'onEvent'],
  [{ state, signal: {} }, 'signal'],
  [{ state, stop: new AbortController().signal }, 'stop'],
] as const;

const places: readonly Place[] = [
  {
    name: 'connect(options)',
    call: (options) => vhv.connect(options),
    more: [
      [{ ...server, url: 1 }, 'url'],
      [{ ...server, url: 'ftp://vc' }, 'url'],
      [{ ...server, username: undefined }, 'username'],
      [{ ...server, password: 7 }, 'password'],
      [{ ...server, trust: 'insecure' }, 'trust'],
      [{ ...server, trust: { kind: 'none' } }, 'trust'],
      [{ ...server, proxy: 'ftp://proxy' }, 'proxy'],
      [{ ...server, proxy: {} }, 'proxy'],
      [{ ...server, tlsMin: '1.4' }, 'tlsMin'],
      [{ ...server, deadlineMs: 0 }, 'deadlineMs'],
      [{ ...server, maxSockets: '4' }, 'maxSockets'],
      [{ ...server, operationId: 'a b' }, 'operationId'],
      [{ ...server, wrap: {} }, 'wrap'],
      [{ ...server, wrap: () => undefined }, 'wrap'],
      [{ ...server, wrap: () => ({ endpoint: 'https://vc' }) }, 'wrap'],
      [{ ...server, password: () => undefined }, 'password'],
      [{ ...server, password: async () => 5 }, 'password'],
      [{ ...anonymous, token: async () => undefined }, 'token'],
      [{ ...anonymous, cloneTicket: async () => ({}) }, 'cloneTicket'],
      ...fingerprints.map((fingerprint256) => {
        const trust = { kind: 'pinned', fingerprint256 };
        return [{ ...server, trust }, 'trust.fingerprint256'] as const;
      }),
      [{ ...server, trust: { kind: 'authority', orFingerprint: 'zz' } }, 'trust.orFingerprint'],
      [{ ...server, trust: { kind: 'thumbprint', thumbprint: 'zz' } }, 'trust.thumbprint'],
      [{ ...server, usernam: 'root' }, 'usernam'],
    ],
  },
  { name: 'select(session)', call: (value) => vhv.select(value, '*') },
  {
    name: 'select(vms)',
    call: (vms) => vhv.select(session, vms),
    right: texts,
    more: [
      [{ cluster: 7 }, 'vms.cluster'],
      [{ folder: [] }, 'vms.folder'],
      [{ where: 'vmx-19' }, 'vms.where'],
      [{ where: 'config.nope=1' }, 'vms.where'],
      [{ exclude: 'web01' }, 'vms.select'],
      [{ select: '' }, 'vms.select'],
      [{ names: 'web01' }, 'vms.names'],
      [{ select: '*', ignoreCase: 1 }, 'vms.ignoreCase'],
      [['web01', ''], 'vms[1]'],
      [facts, 'vms[0]'],
    ],
  },
  {
    name: 'select(options)',
    call: (options) => vhv.select(session, '*', options),
    right: optional,
    more: [...callOptions, [{ extraConfig: 'some' }, 'extraConfig'], [{ details: 1 }, 'details']],
  },
  { name: 'plan(sessions)', call: (value) => vhv.plan(value, '*', on) },
  {
    name: 'plan(vms)',
    call: (vms) => vhv.plan(session, vms, on, never),
    right: [...texts, ...noVms],
    more: [
      [[{ ...facts[0], moRef: 'vm-1' }], 'vms[0].moRef'],
      [[{ ...facts[0], endpoint: 'https://other' }], 'sessions'],
    ],
  },
  {
    name: 'plan(desired)',
    call: (desired) => vhv.plan(session, '*', desired, never),
    more: [
      [{ nestedHVEnabled: 'on' }, 'desired.nestedHVEnabled'],
      [{ nestedHvEnabled: true }, 'desired.nestedHvEnabled'],
      [{ extraConfig: { 'disk.EnableUUID': true } }, 'desired.extraConfig["disk.EnableUUID"]'],
      [{ extraConfig: { memsize: '4096' } }, 'memsize'],
      [{ extraConfig: [] }, 'desired.extraConfig'],
    ],
  },
  {
    name: 'plan(options)',
    call: (options) => vhv.plan(session, '*', on, options),
    right: optional,
    more: [...callOptions, ...conditions, ...idle, [{ profile: 'hyperv' }, 'profile']],
  },
  { name: 'planFleet(sessions)', call: (value) => vhv.planFleet(value, fleet), right: noVms },
  { name: 'planFleet(fleet)', call: (value) => vhv.planFleet(session, value) },
  {
    name: 'planFleet(options)',
    call: (options) => vhv.planFleet(session, fleet, options),
    right: optional,
    more: [
      ...callOptions,
      ...conditions,
      ...idle,
      [{ vms: [] }, 'vms'],
      [{ profile: 'esxi' }, 'profile'],
    ],
  },
  { name: 'run(sessions)', call: (value) => vhv.run(value, plans, { state }) },
  {
    name: 'run(plans)',
    call: (value) => vhv.run(session, value, { state }),
    right: noVms,
    more: [
      [[{ ...plans[0], fate: 'chagne' }], 'plans[0].fate'],
      [[{ ...plans[0], steps: { powerCycle: 'maybe' } }], 'plans[0].steps.powerCycle'],
    ],
  },
  { name: 'run(options)', call: (options) => vhv.run(session, plans, options), more: runOptions },
  {
    name: 'resume(sessions)',
    call: (value) => vhv.resume(value, 'journal', { state }),
    right: noVms,
  },
  {
    name: 'resume(journal)',
    call: (value) => vhv.resume(session, value, { state }),
    right: texts,
    more: [[{ kind: 'resume' }, 'journal.record']],
  },
  {
    name: 'resume(options)',
    call: (options) => vhv.resume(session, 'journal', options),
    more: runOptions,
  },
  {
    name: 'rollback(sessions)',
    call: (value) => vhv.rollback(value, 'journal', { state }),
    right: noVms,
  },
  {
    name: 'rollback(journal)',
    call: (value) => vhv.rollback(session, value, { state }),
    right: texts,
  },
  {
    name: 'rollback(options)',
    call: (options) => vhv.rollback(session, 'journal', options),
    more: [
      ...runOptions,
      [{ state, journal: 7 }, 'journal'],
      [{ state, plan: { powerCycle: 'sofft' } }, 'plan.powerCycle'],
    ],
  },
  { name: 'verify(sessions)', call: (value) => vhv.verify(value, '*') },
  {
    name: 'verify(vms)',
    call: (vms) => vhv.verify(session, vms),
    right: [...texts, ...noVms],
  },
  {
    name: 'verify(options)',
    call: (options) => vhv.verify(session, '*', options),
    right: optional,
    more: [
      ...callOptions,
      [{ expect: 'on' }, 'expect'],
      [{ guest: { username: 'root' } }, 'guest.password'],
      [{ guestFingerprints: 'AB:CD' }, 'guestFingerprints'],
      ...fingerprints.map((one) => [{ guestFingerprints: [one] }, 'guestFingerprints[0]'] as const),
    ],
  },
  { name: 'drift(sessions)', call: (value) => vhv.drift(value, fleet), right: noVms },
  { name: 'drift(fleet)', call: (value) => vhv.drift(session, value) },
  {
    name: 'drift(options)',
    call: (options) => vhv.drift(session, fleet, options),
    right: optional,
    more: [...callOptions, [{ history: -1 }, 'history'], [{ vms: '' }, 'vms']],
  },
  { name: 'selectHosts(session)', call: (value) => hosts.selectHosts(value, '*') },
  {
    name: 'selectHosts(hosts)',
    call: (value) => hosts.selectHosts(session, value),
    right: texts,
  },
  {
    name: 'selectHosts(options)',
    call: (options) => hosts.selectHosts(session, '*', options),
    right: optional,
    more: callOptions,
  },
  { name: 'judgeHost(facts)', call: (value) => hosts.judgeHost(value) },
  { name: 'planHostAllow(session)', call: (value) => hosts.planHostAllow(value, host, true) },
  { name: 'planHostAllow(facts)', call: (value) => hosts.planHostAllow(session, value, true) },
  {
    name: 'planHostAllow(allowed)',
    call: (value) => hosts.planHostAllow(session, host, value),
    right: ['boolean'],
  },
  {
    name: 'planHostAllow(options)',
    call: (options) => hosts.planHostAllow(session, host, true, options),
    right: optional,
    more: [...callOptions, [{ force: 1 }, 'force']],
  },
  { name: 'applyHostAllow(plan)', call: (value) => hosts.applyHostAllow(session, value) },
  { name: 'readHostOptions(chosen)', call: (value) => hosts.readHostOptions(session, value) },
  {
    name: 'readHostOptions(name)',
    call: (value) => hosts.readHostOptions(session, host, value),
    right: ['undefined', ...texts],
  },
  {
    name: 'planHostOptions(wanted)',
    call: (value) => hosts.planHostOptions(session, host, value),
    right: ['an empty object', 'an object without a prototype'],
  },
  {
    name: 'applyHostOptions(planned)',
    call: (value) => hosts.applyHostOptions(session, host, value),
    right: noVms,
  },
  {
    name: 'findOpenJournals(state)',
    call: (value) => journal.findOpenJournals(value),
    right: texts,
  },
  { name: 'readJournal(path)', call: (value) => journal.readJournal(value), right: texts },
  { name: 'readPlanFile(path)', call: (value) => journal.readPlanFile(value), right: texts },
  {
    name: 'formatPlanFile(file)',
    call: (value) => journal.formatPlanFile(value),
    more: [[{ createdAt: new Date(0), plans: [{}] }, 'file.plans[0].facts']],
  },
  {
    name: 'planRecovery(journal)',
    call: (value) => journal.planRecovery(session, value, 'resume'),
    right: texts,
  },
  {
    name: 'planRecovery(kind)',
    call: (value) => journal.planRecovery(session, 'journal', value),
    more: [['rolback', 'kind']],
  },
  {
    name: 'planRecovery(options)',
    call: (options) => journal.planRecovery(session, 'journal', 'rollback', options),
    right: optional,
    more: conditions,
  },
  {
    name: 'refreshPlans(plans)',
    call: (value) => journal.refreshPlans(session, value),
    right: noVms,
  },
  {
    name: 'probeCertificate(url)',
    call: (value) => wire.probeCertificate(value),
    more: [['ftp://vc', 'url']],
  },
  {
    name: 'probeCertificate(options)',
    call: (options) => wire.probeCertificate('127.0.0.1:1', options),
    right: optional,
    more: [
      [{ ca: 'PEM' }, 'ca'],
      [{ tlsMin: 1.2 }, 'tlsMin'],
    ],
  },
  ...([wire.withTrace, wire.withRecorder] as const).flatMap((observe): Place[] => [
    { name: `${observe.name}(transport)`, call: (value) => observe(value, state) },
    { name: `${observe.name}(folder)`, call: (value) => observe(transport, value), right: texts },
    {
      name: `${observe.name}(options)`,
      call: (options) => observe(transport, state, options),
      right: optional,
      more: [[{ onFailure: 'print' }, 'onFailure']],
    },
  ]),
  { name: 'retrieveServerId(session)', call: (value) => wire.retrieveServerId(value) },
  {
    name: 'retrieveServerId(options)',
    call: (options) => wire.retrieveServerId(session, options),
    right: optional,
    more: callOptions,
  },
  { name: 'proveSameServer(one)', call: (value) => wire.proveSameServer(value, session) },
  { name: 'proveSameServer(other)', call: (value) => wire.proveSameServer(session, value) },
  {
    name: 'proveSameServer(options)',
    call: (options) => wire.proveSameServer(session, session, options),
    right: optional,
    more: callOptions,
  },
];

describe('a message fits the mistake', () => {
  const signal = new AbortController().signal;
  it.each([
    [
      () => vhv.select(session, 5 as never),
      /^vms must be a text, a list of texts or an object, not number$/,
    ],
    [() => vhv.plan(session, facts[0] as never, on), /^vms must be a list if it is of facts$/],
    [() => vhv.run(session, plans, { state, limit: Number.NaN }), /, not NaN$/],
    [() => vhv.run(session, plans, { state, notAfter: new Date('x') }), /, not an invalid date$/],
    [
      () =>
        vhv.rollback(session, 'journal', { state, signal, plan: { powercycle: 'soft' } as never }),
      /^plan\.powercycle is not known; did you mean 'powerCycle'\?$/,
    ],
    [
      () => vhv.rollback(session, 'journal', { state, powerCycle: 'soft' } as never),
      /^powerCycle is not known; did you mean 'plan\.powerCycle'\?$/,
    ],
  ])('%s', async (call, message) => {
    expect(((await endOf(call)) as Error).message).toMatch(message);
  });
});

/** What a call ends in: the error that it throws or rejects with. */
async function endOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}

beforeAll(() => {
  simulator.requests.reset();
});

describe.each(places)('$name', ({ call, right = [], more = [] }) => {
  const kinds = (Object.keys(wrong) as Kind[]).filter((kind) => !right.includes(kind));

  it.each(kinds)('refuses %s as an invalid value', async (kind) => {
    const error = await endOf(() => call(wrong[kind] as never));
    expect(error, `${(error as Error | undefined)?.stack}`).toMatchObject({
      code: 'INVALID_VALUE',
    });
  });

  it.each(more.map(([value, place]) => ({ value, place })))('names $place', async (one) => {
    const error = await endOf(() => call(one.value as never));
    expect(error, `${(error as Error | undefined)?.stack}`).toMatchObject({
      code: 'INVALID_VALUE',
    });
    expect((error as vhv.InvalidValueError).place).toMatch(one.place);
  });
});

it('nothing was changed by any of these', () => {
  expect(simulator.requests.of('ReconfigVM_Task')).toBe(0);
  expect(simulator.requests.of('UpdateOptions')).toBe(0);
  expect(existsSync(state)).toBe(false);
});

it('every public function is in the table, but for those that take anything', () => {
  const takeAnything = ['isFault', 'isVsphereError'];
  const functions = [vhv, journal, hosts, wire].flatMap((door) =>
    Object.entries(door).flatMap(([name, value]) =>
      typeof value === 'function' && !/^[A-Z]/.test(name) ? [name] : [],
    ),
  );
  const seen = new Set(places.map(({ name }) => name.split('(', 1)[0]));
  expect(functions.filter((name) => !seen.has(name) && !takeAnything.includes(name))).toStrictEqual(
    [],
  );
});
