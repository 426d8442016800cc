import type { HostFacts } from '../../../nested/hosts/host-facts.ts';
import { retrieveHostFacts } from '../../../nested/hosts/host-facts.ts';
import type { OptionAnswer } from '../../../nested/hosts/host-switch.ts';
import type { Judged } from '../../../nested/hosts/host-verdict.ts';
import { judgeHost } from '../../../nested/hosts/host-verdict.ts';
import { flag, type Listing, moRefField, pathField, text } from '../../../report/listing.ts';
import { verdictMessages } from '../../../report/messages.ts';
import { withSelectors } from '../../arguments/options.ts';
import { printRowsFrom } from '../../endpoints/print-rows-from.ts';
import { readHosts } from '../../endpoints/read-hosts.ts';
import { printNote } from '../../terminal/notes.ts';
import { defineCommand } from '../define-command.ts';

type HostRow = HostFacts & Judged;

function formatAnswer(answer: OptionAnswer): string {
  switch (answer.answer) {
    case 'value':
      return answer.value;
    case 'not looked at':
      return `${answer.answer}: ${answer.reason}`;
    default:
      return answer.answer;
  }
}

/** One word where the host's options agree, which is all but always: each with its name where they do not. */
function formatAnswers({ options }: HostRow): string {
  const answers = Object.entries(options).map(([name, one]) => [name, formatAnswer(one)] as const);
  const different = new Set(answers.map(([, answer]) => answer));
  return different.size <= 1
    ? (answers[0]?.[1] ?? '-')
    : answers.map(([name, answer]) => `${name}: ${answer}`).join(', ');
}

/** `masked` is a host that could and a cluster whose EVC mode takes it away. */
function formatCapable({ hvCapable, hvCapableMasked }: HostRow): string {
  if (hvCapable === true && hvCapableMasked === false) {
    return 'masked';
  }
  return hvCapable === undefined ? '-' : hvCapable ? 'yes' : 'no';
}

const hostsListing: Listing<HostRow> = {
  schema: 'vhv/hosts/1',
  fields: {
    path: pathField('HOST'),
    version: { schema: text, describe: 'config.product.version', heading: 'VERSION', drop: 3 },
    cpuid: {
      schema: { enum: ['vmx', 'svm', 'none'] },
      describe: "the CPU's own bit: vmx, svm or none",
      heading: 'CPUID',
      drop: 2,
    },
    nestedHVSupported: {
      schema: flag,
      describe: 'capability.nestedHVSupported; left out before API 5.1',
      heading: 'nestedHVSupported',
    },
    hvCapable: {
      schema: flag,
      describe: 'the feature hv.capable as the host has it',
      heading: 'hv.capable',
      drop: 1,
      cell: formatCapable,
    },
    hvCapableMasked: { schema: flag, describe: 'hv.capable as EVC leaves it to VMs' },
    evcMode: { schema: text, describe: 'summary.currentEVCModeKey', heading: 'EVC', drop: 4 },
    options: {
      schema: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { answer: text, value: text, reason: text },
        },
      },
      describe: "what the host's OptionManager answers to vhv.allow, by option name",
      heading: 'vhv.allow',
      drop: 5,
      cut: 'end',
      cell: formatAnswers,
    },
    verdict: {
      schema: { enum: ['ready', 'not-ready', 'needs-vhv-allow', 'unknown'] },
      describe: 'one verdict',
      heading: 'VERDICT',
    },
    because: {
      schema: text,
      describe: 'name of the fact that decided',
      heading: 'BECAUSE',
      drop: 6,
    },
    endpoint: { schema: text, describe: 'the server it was seen through' },
    moRef: moRefField,
    name: { schema: text, describe: 'name, as people read it' },
    connectionState: { schema: text, describe: 'runtime.connectionState' },
    apiVersion: { schema: text, describe: 'config.product.apiVersion' },
    cpuModel: { schema: text, describe: 'summary.hardware.cpuModel' },
  },
};

export const hostsCommand = defineCommand({
  command: 'hosts [selector..]',
  describe: 'whether hosts are ready, each answer under the name of its source',
  listing: hostsListing,
  builder: (yargs) =>
    withSelectors(yargs)
      .example('$0 hosts', 'all of them')
      .example("$0 hosts '/DC0/host/C1/*'", 'those of one cluster'),
  handler: async (context, args) => {
    const { io } = context;
    const { rows, endpoints } = await readHosts(context, args, async (here) => {
      const { session, inventory, selectors, call } = here;
      const facts = await retrieveHostFacts(session, inventory, selectors, call);
      return facts.map((host) => ({ ...host, ...judgeHost(host) }));
    });
    await printRowsFrom(io, args, endpoints, { listing: hostsListing, rows });
    for (const verdict of new Set(rows.map((row) => row.verdict))) {
      printNote(io, args, `${verdict}: ${verdictMessages[verdict]}`);
    }
  },
});
