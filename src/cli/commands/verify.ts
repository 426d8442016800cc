import type { InferredOptionTypes } from 'yargs';
import { GuestLoginGate } from '../../nested/verify/guest-login-gate.ts';
import type { Verdict, VmProof } from '../../nested/verify/levels.ts';
import { verify } from '../../nested/verify/verify.ts';
import { type VerifyRow, verifyListing, verifyRow } from '../../report/rows/verify.ts';
import { formatTable } from '../../report/table.ts';
import { outputColumns, outputLines, verdictTexts } from '../../report/verify.ts';
import {
  type ConnectionArgs,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../arguments/options.ts';
import { readSelection } from '../arguments/selection.ts';
import { guestOptions, readGuestLogin } from '../connection/guest-login.ts';
import type { Context } from '../context.ts';
import { endpointColumn } from '../endpoints/columns.ts';
import type { Endpoints } from '../endpoints/endpoints.ts';
import { printRowsFrom } from '../endpoints/print-rows-from.ts';
import { readVms, rowsOfFacts } from '../endpoints/read-vms.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import { printNote } from '../terminal/notes.ts';
import { type Command, defineCommand } from './define-command.ts';

const verifyOptions = {
  ...guestOptions,
  expect: {
    choices: ['on', 'off'],
    group: 'Proof:',
    describe: 'what every VM should be; without it only whether each is consistent',
  },
} as const;

type Args = ConnectionArgs & OutputArgs & SelectionArgs & InferredOptionTypes<typeof verifyOptions>;

const codes: Readonly<Record<Verdict, ExitCode>> = {
  verified: exitCodes.done,
  notChecked: exitCodes.done,
  disagrees: exitCodes.unverified,
  pending: exitCodes.unverified,
  incomplete: exitCodes.unverified,
};

export function verifyCommand(context: Context): Command {
  return defineCommand({
    command: 'verify [selector..]',
    describe: 'proof, level by level: configured, required, effective, seen by the guest',
    builder: (yargs) =>
      withSelection(yargs)
        .options(verifyOptions)
        .example('$0 verify', 'is what is set also in effect, everywhere?')
        .example("$0 verify '/DC0/vm/lab/*' --expect on", 'and is it on?')
        .example('$0 verify web01 --guest-user root', 'does its guest see it?'),
    handler: async (args) => {
      const selection = await readSelection(context, args);
      const guest = await readGuestLogin(context, args);
      const expect = args.expect === undefined ? undefined : args.expect === 'on';
      const options = {
        expect,
        guest,
        guestLoginGate: guest && new GuestLoginGate(guest.username),
        guestFingerprints: args['guest-fingerprint'],
        guestOutput: args['guest-output'],
      };
      const { rows, endpoints } = await readVms(context, args, selection, async (here) => {
        const targets = await rowsOfFacts(here, {}, (facts) => [facts]);
        return verify(here.session, targets, { ...options, ...here.call });
      });
      await print(context, args, endpoints, rows);
      context.exitCode = worst([context.exitCode, ...rows.map(({ verdict }) => codes[verdict])]);
    },
  });
}

async function print(
  context: Context,
  args: Args,
  endpoints: Endpoints,
  vms: readonly VmProof[],
): Promise<void> {
  const { io } = context;
  const { expect } = args;
  const rows = vms.map((proof) => verifyRow(proof, expect as VerifyRow['expect']));
  const lines = outputLines(vms);
  await printRowsFrom(io, args, endpoints, {
    listing: verifyListing,
    rows,
    below: () =>
      lines.length === 0
        ? ''
        : `\n${formatTable([...endpointColumn(endpoints), ...outputColumns], lines)}`,
  });
  const counts = new Map<Verdict, number>();
  for (const { verdict } of vms) {
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdictTexts[verdict]}`);
  printNote(io, args, parts.length === 0 ? 'no VM' : parts.join(', '));
}
