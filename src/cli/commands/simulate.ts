import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { Simulator } from '../../simulator/index.ts';
import { armFaults, parseFault } from '../arguments/fault-flag.ts';
import { wholeNumber } from '../arguments/whole-number.ts';
import { readInventory, startEmbedded } from '../connection/embedded.ts';
import { cannotWrite } from '../files/system-error.ts';
import { UsageError } from '../usage-error.ts';
import { defineCommand } from './define-command.ts';

/** What the server is to hold. */
interface InventoryArgs {
  readonly inventory: string | undefined;
  readonly vms: string | undefined;
}

function describeServer({ url, user, password, fingerprint256 }: Simulator): string {
  const govc = url.replace('https://', `https://${user}:${password}@`);
  return [
    `export VHV_URL=${url} VHV_USERNAME=${user} VHV_PASSWORD=${password} VHV_FINGERPRINT=${fingerprint256}`,
    `export GOVC_URL=${govc} GOVC_INSECURE=true`,
    '',
  ].join('\n');
}

async function chooseInventory(args: InventoryArgs): Promise<object> {
  if (args.inventory !== undefined && args.vms !== undefined) {
    throw new UsageError('--inventory and --vms: give one of them');
  }
  if (args.inventory !== undefined) {
    return { inventory: await readInventory(args.inventory) };
  }
  return args.vms === undefined
    ? {}
    : { inventory: { vms: wholeNumber('--vms', args.vms, 100_000) } };
}

/** @param flag the one that names the file */
async function writeOut(flag: string, path: string, text: string, mode = 0o666): Promise<void> {
  try {
    await writeFile(path, text, { mode });
  } catch (error) {
    throw cannotWrite(path, error, flag);
  }
}

/** Runs the embedded server until it is told to stop. */
export const simulateCommand = defineCommand({
  command: 'simulate',
  describe: 'run an ESXi/vCenter on a loopback port, to rehearse on',
  builder: (yargs) =>
    yargs
      .option('port', {
        group: 'Server:',
        type: 'string',
        default: '0',
        describe: '0 is any free port',
      })
      .option('esx', {
        group: 'Server:',
        type: 'boolean',
        default: false,
        describe: 'an ESXi on its own',
      })
      .option('inventory', {
        group: 'Server:',
        type: 'string',
        describe: 'JSON file that says what it holds',
      })
      .option('vms', {
        group: 'Server:',
        type: 'string',
        describe: 'a generated fleet of so many VMs',
      })
      .option('fault', {
        group: 'Server:',
        type: 'string',
        array: true,
        describe:
          'what is to go wrong, as in method=ReconfigVM_Task,times=1,drop=after; docs/simulator.md has all words',
      })
      .option('cert-out', {
        group: 'Server:',
        type: 'string',
        describe: 'write its certificate (PEM) to this file',
      })
      .option('token-out', {
        group: 'Server:',
        type: 'string',
        describe: 'write a SAML token of its administrator, good for a day, to this file',
      })
      .example('$0 simulate', 'the built-in lab')
      .example('$0 simulate --vms 5000', 'a fleet'),
  handler: async (context, args) => {
    const { io } = context;
    const faults = (args.fault ?? []).map(parseFault);
    const port = wholeNumber('--port', args.port, 65_535);
    const kind = args.esx ? ('esx' as const) : ('vcenter' as const);
    await using embedded = await startEmbedded({ port, kind, ...(await chooseInventory(args)) });
    const { simulator } = embedded;
    await armFaults(simulator, faults);
    if (args['cert-out'] !== undefined) {
      await writeOut('--cert-out', args['cert-out'], simulator.certificatePem);
    }
    if (args['token-out'] !== undefined) {
      const tomorrow = new Date(Date.now() + 24 * 60 * 60_000);
      const token = simulator.issueToken(simulator.user, tomorrow);
      await writeOut('--token-out', args['token-out'], token, 0o600);
    }
    io.out(describeServer(simulator));
    io.err(`vhv: ${simulator.url}, SHA-256 ${simulator.fingerprint256}. Ctrl-C ends it.\n`);
    if (!io.stop.aborted) {
      await once(io.stop, 'abort');
    }
  },
});
