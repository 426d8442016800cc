import type { ServerKind } from '../../src/simulator/index.ts';
import { furtherRefs } from '../../src/simulator/model/service.ts';
import { fetchGuestFile } from '../../src/vsphere/guest-transfer.ts';
import { GuestOperations } from '../../src/vsphere/index.ts';
import { Lab, type RuleTests } from './lab.ts';

const login = { username: 'root', password: 'guest' };
const running = { power: 'poweredOn', tools: 'running', nestedHV: true } as const;

/** What is read under an address at once, and what of one that is used up and of one that is too old. */
async function useAddresses(lab: Lab, kind: ServerKind, wait: () => void) {
  const { session, vm } = lab;
  const auth = { _type: 'NamePasswordAuthentication', interactiveSession: false, ...login };
  const guest = await GuestOperations.open(session, login);
  const { guestFile } = furtherRefs[kind];
  const offer = async (guestFilePath: string) =>
    (await session.call('InitiateFileTransferFromGuest', guestFile, { vm, auth, guestFilePath }))
      .url;
  const fetch = (url: string) =>
    fetchGuestFile(session, vm, url, {}).then(
      (text) => / No such file/.exec(text)?.[0],
      (error: Error) => / HTTP \d+/.exec(error.message)?.[0],
    );
  return guest.withTemporaryFile(
    vm,
    async (path) => {
      await guest.run(vm, '/bin/sh', `-c 'cat /etc/nothing > ${path} 2>&1'`);
      const url = await offer(path);
      const found = {
        host: new URL(url).hostname,
        first: await fetch(url),
        again: await fetch(url),
      };
      const other = await offer(path);
      wait();
      return { ...found, late: await fetch(other) };
    },
    () => undefined,
  );
}

/** Rules that files of guests meet. */
export const guestTests = {
  guestProcTransfer: {
    async run(rules) {
      const { session, vm } = await Lab.start(rules, { vm: running });
      const guest = await GuestOperations.open(session, login);
      const copied = await guest.withTemporaryFile(
        vm,
        async (path) => {
          await guest.run(vm, '/bin/grep', `-Ewm1 '(vmx|svm)' /proc/cpuinfo > ${path}`);
          return guest.readFile(vm, path);
        },
        () => undefined,
      );
      return { itself: await guest.readFile(vm, '/proc/cpuinfo'), isCopied: copied.length > 0 };
    },
    // Why the client has a program write what it looks for into a file first.
    concludes: { empty: { itself: '', isCopied: true } },
  },
  guestTransferAddress: {
    async run(rules) {
      const on = async (kind: ServerKind) => {
        let later = 0;
        const clock = () => new Date(Date.now() + later);
        const lab = await Lab.start(rules, { vm: running }, { kind, clock });
        return useAddresses(lab, kind, () => {
          later = 11 * 60_000;
        });
      };
      return { esx: await on('esx'), vcenter: await on('vcenter') };
    },
    concludes: {
      oneTime: {
        esx: { host: '*', first: ' No such file', again: ' HTTP 404', late: ' HTTP 404' },
        vcenter: {
          host: 'localhost',
          first: ' No such file',
          again: ' HTTP 404',
          late: ' HTTP 404',
        },
      },
    },
  },
} satisfies Partial<RuleTests>;
