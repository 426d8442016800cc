import type { Argv, CommandModule, InferredOptionTypes } from 'yargs';
import {
  retrieveFacts,
  retrieveInventory,
  type Verdict,
  type VmFacts,
  type VmProof,
  verify,
} from '../../index.ts';
import { type VerifyRow, verifyListing, verifyRow } from '../../report/rows/verify.ts';
import { formatTable } from '../../report/table.ts';
import { outputColumns, outputLines, verdictTexts } from '../../report/verify.ts';
import { withSession } from '../connection.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import { guestOptions, readGuestLogin } from '../guest-login.ts';
import {
  type ConnectionArgs,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../options.ts';
import { type Context, printRows } from '../run.ts';
import { say } from '../say.ts';
import { readSelection } from '../selection.ts';

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

export function verifyCommand(context: Context): CommandModule<object, Args> {
  const { io } = context;
  return {
    command: 'verify [selector..]',
    describe: 'proof, level by level: configured, required, effective, seen by the guest',
    builder: (yargs) =>
      withSelection(yargs)
        .options(verifyOptions)
        .example('$0 verify', 'is what is set also in effect, everywhere?')
        .example("$0 verify '/DC0/vm/lab/*' --expect on", 'and is it on?')
        .example('$0 verify web01 --guest-user root', 'does its guest see it?') as Argv<Args>,
    handler: async (args) => {
      const selection = await readSelection(context, args);
      const guest = await readGuestLogin(context, args);
      const expect = args.expect === undefined ? undefined : args.expect === 'on';
      await withSession(args, io, async (session) => {
        const call = { signal: io.stop };
        const inventory = await retrieveInventory(session, call);
        const targets: VmFacts[] = [];
        for await (const facts of retrieveFacts(session, inventory, selection, call)) {
          targets.push(facts);
        }
        const vms = await verify(session, targets, {
          ...call,
          expect,
          guest,
          guestFingerprints: args['guest-fingerprint'],
          guestOutput: args['guest-output'],
        });
        await print(context, args, vms);
        context.exitCode = worst(vms.map(({ verdict }) => codes[verdict]));
      });
    },
  };
}

async function print(context: Context, args: Args, vms: readonly VmProof[]): Promise<void> {
  const { io } = context;
  const { expect } = args;
  await printRows(
    io,
    args,
    verifyListing,
    vms.map((proof) => verifyRow(proof, expect as VerifyRow['expect'])),
  );
  const lines = args.output === 'table' ? outputLines(vms) : [];
  if (lines.length > 0) {
    io.out(`\n${formatTable(outputColumns, lines)}`);
  }
  const counts = new Map<Verdict, number>();
  for (const { verdict } of vms) {
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdictTexts[verdict]}`);
  say(io, args, parts.length === 0 ? 'no VM' : parts.join(', '));
}
