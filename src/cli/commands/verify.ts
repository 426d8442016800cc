import type { Argv, CommandModule, InferredOptionTypes } from 'yargs';
import {
  retrieveFacts,
  retrieveInventory,
  type Verdict,
  type VmFacts,
  type VmProof,
  verify,
  verifySchema,
} from '../../index.ts';
import { formatJson } from '../../report/json.ts';
import { formatTable } from '../../report/table.ts';
import { outputColumns, outputLines, proofColumns, verdictTexts } from '../../report/verify.ts';
import { withSession } from '../connection.ts';
import { type ExitCode, exitCodes, worst } from '../exit-code.ts';
import { guestOptions, readGuestLogin } from '../guest-login.ts';
import {
  type ConnectionArgs,
  type OutputArgs,
  type SelectionArgs,
  withSelection,
} from '../options.ts';
import type { Context } from '../run.ts';
import { readSelection } from '../selection.ts';

const verifyOptions = {
  ...guestOptions,
  expect: {
    choices: ['on', 'off'],
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
        print(context, args, vms);
        context.exitCode = worst(vms.map(({ verdict }) => codes[verdict]));
      });
    },
  };
}

function print({ io }: Context, args: Args, vms: readonly VmProof[]): void {
  if (args.output === 'json') {
    const { expect } = args;
    io.out(formatJson({ schema: verifySchema, ...(expect !== undefined && { expect }), vms }));
    return;
  }
  io.out(formatTable(proofColumns, vms));
  const lines = outputLines(vms);
  if (lines.length > 0) {
    io.out(`\n${formatTable(outputColumns, lines)}`);
  }
  const counts = new Map<Verdict, number>();
  for (const { verdict } of vms) {
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  }
  const parts = [...counts].map(([verdict, count]) => `${count} ${verdictTexts[verdict]}`);
  io.err(`vhv: ${parts.length === 0 ? 'no VM' : parts.join(', ')}\n`);
}
