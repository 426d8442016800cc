import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../connection/embedded.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { defineCommand } from './define-command.ts';

interface Step {
  readonly say: string;
  readonly args: readonly string[];
  readonly expect: ExitCode;
}

/** Where the demo's journals lie; told as `$RUNS` where a command names one. */
const runs = '$RUNS';

/** The main job on the built-in lab, as a person would do it. */
const steps: readonly Step[] = [
  {
    say: 'Are the hosts ready? The host-level vhv.allow is looked for too; since ESXi 5.1 nobody needs it.',
    args: ['hosts', '/Lab/...'],
    expect: exitCodes.done,
  },
  {
    say: 'What is there, and what is on?',
    args: ['vms', '/Lab/vm/nested/*'],
    expect: exitCodes.done,
  },
  {
    say: 'What would change? Nothing is written; what is blocked says why (hence exit code 6: a VM that runs needs a power cycle).',
    args: ['enable', '/Lab/vm/nested/*', 'golden', 'old-01', '--dry-run'],
    expect: exitCodes.powerCycleRequired,
  },
  {
    say: 'Turn it on for one VM that is off, with an advanced option along the way.',
    args: ['enable', 'hv-01', '--set', 'disk.EnableUUID=TRUE', '--yes'],
    expect: exitCodes.done,
  },
  {
    say: 'Is it so? Read it again, and ask what the VM now requires of a host.',
    args: ['verify', 'hv-01', '--expect', 'on'],
    expect: exitCodes.done,
  },
  {
    say: 'A second time there is nothing to do, and nothing is written.',
    args: ['enable', 'hv-01', '--set', 'disk.EnableUUID=TRUE', '--yes'],
    expect: exitCodes.done,
  },
  {
    say: 'A VM that runs is refused before anything is written.',
    args: ['enable', 'hv-03', '--yes'],
    expect: exitCodes.powerCycleRequired,
  },
  {
    say: 'Unless it may be shut down: its guest is asked, it is changed, and started again. Every step is in a journal.',
    args: ['enable', 'hv-03', '--power-cycle', 'soft', '--yes', '--journal', `${runs}/hv-03.jsonl`],
    expect: exitCodes.done,
  },
  {
    say: 'Does its guest see it? grep -Eqw "(vmx|svm)" /proc/cpuinfo, through VMware Tools.',
    args: ['verify', 'hv-03', '--expect', 'on', '--guest-user', 'root'],
    expect: exitCodes.done,
  },
  {
    say: 'All of it can be undone: the value, and the power state.',
    args: ['rollback', `${runs}/hv-03.jsonl`, '--power-cycle', 'soft', '--yes'],
    expect: exitCodes.done,
  },
  {
    say: 'And the first one.',
    args: ['disable', 'hv-01', '--unset', 'disk.EnableUUID', '--yes'],
    expect: exitCodes.done,
  },
];

function quote(word: string): string {
  return /^[\w./:=@%+$-]+$/.test(word) ? word : `'${word}'`;
}

export const demoCommand = defineCommand({
  command: 'demo',
  describe: 'the main job, start to end, on the embedded simulator',
  builder: (yargs) => yargs.example('$0 demo', 'needs no server'),
  handler: async (context) => {
    const { io } = context;
    await using embedded = await startEmbedded({});
    const folder = await mkdtemp(join(tmpdir(), 'vhv-demo-'));
    const { url, user, password, fingerprint256 } = embedded.simulator;
    io.out(`An embedded vCenter runs at ${url}; what you see is the real program talking to it.\n`);
    const demoIo: Io = {
      ...io,
      interactive: false,
      env: {
        VHV_URL: url,
        VHV_USERNAME: user,
        VHV_PASSWORD: password,
        VHV_FINGERPRINT: fingerprint256,
        VHV_GUEST_PASSWORD: 'guest',
        XDG_STATE_HOME: folder,
      },
    };
    try {
      await walk(context, demoIo, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** Takes the steps, and stops at one that does not end as it should. */
async function walk(context: Context, demoIo: Io, folder: string): Promise<void> {
  const { io } = context;
  for (const { say, args, expect } of steps) {
    io.out(`\n# ${say}\n$ vhv ${args.map(quote).join(' ')}\n`);
    const code = await context.run(
      args.map((word) => word.replace(runs, folder)),
      demoIo,
    );
    io.out(`(exit ${code})\n`);
    if (code !== expect) {
      io.err(`vhv: the demo expected exit ${expect}; this is a defect\n`);
      context.exitCode = io.stop.aborted ? exitCodes.interrupted : exitCodes.unexpected;
      return;
    }
  }
  io.out('\nThat is the main job. The same commands work on your own server: see README.md.\n');
}
