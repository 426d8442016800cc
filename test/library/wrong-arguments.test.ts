import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as hosts from '../../src/hosts.ts';
import * as vhv from '../../src/index.ts';
import * as journal from '../../src/journal.ts';
import * as wire from '../../src/wire.ts';
import { facts, on, plans, session, simulator, state } from './argument-lab.ts';
import { placesBesides } from './places-besides.ts';
import { placesOfVhv } from './places-of-vhv.ts';
import { type Kind, wrong } from './wrong-values.ts';

const places = [...placesOfVhv, ...placesBesides];

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
