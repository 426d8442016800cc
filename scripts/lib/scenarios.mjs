import { setTimeout as sleep } from 'node:timers/promises';

const vcenter = ['-vm', '1', '-host', '2'];
const esx = ['-esx', '-vm', '1'];
const hosts = {
  standalone: '/DC0/host/DC0_H0/DC0_H0',
  first: '/DC0/host/DC0_C0/DC0_C0_H0',
};
const set = ['--set', 'disk.EnableUUID=TRUE'];
const unset = ['--unset', 'disk.EnableUUID'];

async function enableFirst(peer, vm) {
  await peer.vhv(['enable', vm, ...set, '--yes']);
}

/** Ends the session once it is there; the server is slow enough for that to happen between two calls. */
async function expireSession(peer) {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if ((await peer.get('/sessions')) > 0) {
      await peer.post('/sessions/expire');
      return;
    }
    await sleep(10);
  }
  throw new Error('nobody logged in');
}

/**
 * What `fixtures/recordings` holds, a folder each: a server, what happens to it before and meanwhile, the command, how it has to
 * end. Those of ESXi are raw, so that both kinds of recording are replayed.
 */
export const scenarios = [
  {
    name: 'vcenter-enable',
    flags: vcenter,
    command: ['enable', '/DC0/vm/DC0_C0_RP0_VM0', ...set, '--yes'],
    exitCode: 0,
  },
  {
    name: 'vcenter-disable',
    flags: vcenter,
    before: (peer) => enableFirst(peer, '/DC0/vm/DC0_C0_RP0_VM0'),
    command: ['disable', '/DC0/vm/DC0_C0_RP0_VM0', ...unset, '--yes'],
    exitCode: 0,
  },
  {
    // Of three hosts one says TRUE, one FALSE, and one that it has no such option.
    name: 'vcenter-hosts',
    flags: vcenter,
    before: async (peer) => {
      await peer.govc('host.option.set', '-host', hosts.standalone, 'vhv.allow', 'TRUE');
      await peer.govc('host.option.set', '-host', hosts.first, 'vhv.allow', 'FALSE');
    },
    command: ['hosts'],
    exitCode: 0,
  },
  {
    name: 'vcenter-hosts-no-permission',
    flags: vcenter,
    before: (peer) => peer.post('/fault?method=QueryOptions&type=NoPermission&times=100'),
    command: ['hosts', 'DC0_C0_H0'],
    exitCode: 0,
  },
  {
    name: 'vcenter-wrong-password',
    flags: vcenter,
    password: 'not-the-password',
    command: ['about'],
    exitCode: 7,
  },
  {
    name: 'vcenter-expired-session',
    flags: [...vcenter, '-delay', '250'],
    meanwhile: expireSession,
    command: ['vms'],
    exitCode: 0,
  },
  {
    name: 'esx-enable',
    flags: esx,
    command: ['enable', 'ha-host_VM0', ...set, '--yes'],
    isRaw: true,
    exitCode: 0,
  },
  {
    name: 'esx-disable',
    flags: esx,
    before: (peer) => enableFirst(peer, 'ha-host_VM0'),
    command: ['disable', 'ha-host_VM0', ...unset, '--yes'],
    isRaw: true,
    exitCode: 0,
  },
];
