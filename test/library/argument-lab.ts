import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import * as hosts from '../../src/hosts.ts';
import type * as vhv from '../../src/index.ts';
import { startLab } from './lab.ts';

export const { simulator, session, facts, plans } = await startLab();
export const server = simulator.connectOptions;
export const anonymous = { ...server, username: undefined, password: undefined };
/** None is a SHA-256 in hex: a word, a SHA-1, one digit too few, one that is no digit. */
export const fingerprints = ['zz', 'ab'.repeat(20), 'a'.repeat(63), `${'a'.repeat(63)}g`];
export const transport = session.client.transport;
export const [host] = (await hosts.selectHosts(session, '*')) as [hosts.HostFacts];
export const fleet: vhv.Fleet = { rules: [{ all: true, nestedHVEnabled: 'on' }] };
/** Nothing gets so far as to make it. */
export const state = join(tmpdir(), `vhv-never-made-${process.pid}`);
export const on = { nestedHVEnabled: true };
export const never = { powerCycle: 'never' } as const;

export const callOptions = [
  [{ signal: 'stop' }, 'signal'],
  [{ singal: undefined }, 'singal'],
] as const;

export const conditions = [
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
export const idle = [
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

export const runOptions = [
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
