import type { CertificateFacts } from '../../errors.ts';
import { type Listing, text, texts } from '../../report/listing.ts';
import { type ConnectionArgs, consentOptions, type OutputArgs } from '../arguments/options.ts';
import { explain } from '../connection/explain.ts';
import {
  hostKey,
  type KnownHosts,
  readKnownHosts,
  requireKnownHostsPath,
  storePins,
} from '../connection/known-hosts.ts';
import type { Context } from '../context.ts';
import { chooseEndpoints, type Endpoint } from '../endpoints/choose.ts';
import { NoEndpointError } from '../endpoints/endpoint-errors.ts';
import { type Probed, probeAll } from '../endpoints/probe.ts';
import { exitCodes, worst } from '../exit-code.ts';
import { confirm, requireAskable } from '../terminal/consent.ts';
import { printNote, printWarning } from '../terminal/notes.ts';
import { printRows } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import { defineCommand } from './define-command.ts';

/** What is known of the server here: nothing yet, this very certificate, another one, or an authority vouches for it. */
export type Standing = 'new' | 'known' | 'changed' | 'vouched for';

/** A server's certificate, as it was shown. */
export interface CertificateRow extends CertificateFacts {
  readonly name: string;
  readonly standing: Standing;
}

const certificatesListing: Listing<CertificateRow> = {
  schema: 'vhv/certificates/1',
  fields: {
    name: { schema: text, describe: "the endpoint's name", heading: 'ENDPOINT', cut: 'end' },
    subject: { schema: text, describe: "the subject's common name", heading: 'SUBJECT', drop: 3 },
    names: {
      schema: texts,
      describe: 'the names and addresses it is made out to',
      heading: 'NAMES',
      drop: 5,
      cell: ({ names }) => names.join(', '),
      csv: ({ names }) => names.join(' '),
    },
    issuer: { schema: text, describe: 'who signed it', heading: 'ISSUER', drop: 4 },
    validFrom: {
      schema: text,
      describe: 'ISO 8601',
      heading: 'FROM',
      drop: 2,
      cell: ({ validFrom }) => validFrom?.slice(0, 10) ?? '-',
    },
    validTo: {
      schema: text,
      describe: 'ISO 8601',
      heading: 'TO',
      drop: 1,
      cell: ({ validTo }) => validTo?.slice(0, 10) ?? '-',
    },
    standing: {
      schema: { enum: ['new', 'known', 'changed', 'vouched for'] },
      describe: 'new, known, changed (another than the known one), or vouched for by an authority',
      heading: 'STANDING',
    },
    // Never cut: with a part of it nobody can compare.
    fingerprint256: { schema: text, describe: 'SHA-256, to be compared', heading: 'SHA-256' },
    fingerprint1: { schema: text, describe: 'SHA-1, as govc names certificates' },
    objection: { schema: text, describe: 'why no authority vouches for it' },
    endpoint: { schema: text, describe: 'address of the server' },
  },
};

type Args = ConnectionArgs &
  OutputArgs & {
    readonly trust: boolean;
    readonly replace: string[] | undefined;
    readonly yes: boolean;
  };

function standingOf(known: string | undefined, certificate: CertificateFacts): Standing {
  if (known !== undefined) {
    return known === certificate.fingerprint256 ? 'known' : 'changed';
  }
  return certificate.objection === undefined ? 'vouched for' : 'new';
}

function toRows(probed: readonly Probed[], known: KnownHosts): [Endpoint, CertificateRow][] {
  return probed.flatMap((one): [Endpoint, CertificateRow][] => {
    if (!('certificate' in one)) {
      return [];
    }
    const { endpoint, certificate } = one;
    const standing = standingOf(known.get(hostKey(endpoint.host, endpoint.port)), certificate);
    return [[endpoint, { ...certificate, name: endpoint.name, standing }]];
  });
}

function tellFailures(context: Context, probed: readonly Probed[]): void {
  const failed = probed.flatMap((one) => ('error' in one ? [one] : []));
  if (failed.length === 1 && probed.length === 1) {
    throw failed[0]?.error;
  }
  for (const { endpoint, error } of failed) {
    printWarning(context.io, `not looked at: ${endpoint.name}: ${explain(error)}`);
    context.exitCode = worst([context.exitCode, exitCodes.someFailed]);
  }
  if (failed.length === probed.length) {
    throw new NoEndpointError(failed.map(({ error }) => error));
  }
}

/** Asks once for all that are new or to be replaced, and writes them down. */
async function trust(
  context: Context,
  args: Args,
  rows: readonly [Endpoint, CertificateRow][],
): Promise<void> {
  const { io } = context;
  const replaced = new Set(args.replace);
  const unknown = [...replaced].filter((name) => !rows.some(([, row]) => row.name === name));
  if (unknown.length > 0) {
    throw new UsageError(`--replace ${unknown[0]} is none of the endpoints that answered`);
  }
  const accepted = rows.filter(
    ([, { name, standing }]) =>
      standing === 'new' || (standing === 'changed' && replaced.has(name)),
  );
  if (accepted.length === 0) {
    printNote(io, args, 'there is nothing new to trust');
    return;
  }
  for (const [, { name, standing, fingerprint256 }] of accepted) {
    io.err(`${name}: ${standing === 'changed' ? 'another than before: ' : ''}${fingerprint256}\n`);
  }
  io.err(
    'Compare them with what the servers themselves say (on their console, or who runs them).\n',
  );
  const question = `Trust ${accepted.length === 1 ? 'this certificate' : `these ${accepted.length} certificates`}?`;
  if (!(await confirm(context, args, question))) {
    printNote(io, args, 'nothing was stored');
    context.exitCode = exitCodes.interrupted;
    return;
  }
  const path = requireKnownHostsPath(args, io);
  await storePins(
    path,
    new Map(accepted.map(([{ host, port }, row]) => [hostKey(host, port), row.fingerprint256])),
  );
  printNote(io, args, `${accepted.length} stored in ${path}`);
}

export const certCommand = defineCommand({
  command: 'cert',
  describe: "servers' certificates and their SHA-256; nothing but the TLS handshake is sent",
  listing: certificatesListing,
  builder: (yargs) =>
    yargs
      .option('trust', {
        group: 'Change:',
        type: 'boolean',
        default: false,
        describe: 'pin those that are new, after asking once',
      })
      .option('replace', {
        group: 'Change:',
        type: 'string',
        array: true,
        describe: "with --trust: also pin this endpoint's certificate, which has changed",
      })
      .option('yes', consentOptions.yes)
      .example('$0 cert --url esx1.example.com', 'look')
      .example('$0 cert --trust --endpoints lab.yaml', 'trust on first use'),
  handler: async (context, args) => {
    const { io } = context;
    if (args.replace !== undefined && !args.trust) {
      throw new UsageError('--replace says what to overwrite: add --trust');
    }
    if (args.trust) {
      requireAskable(context, args, 'leave --trust out to look');
      requireKnownHostsPath(args, io);
    }
    const known = await readKnownHosts(args, io);
    const probed = await probeAll(await chooseEndpoints(args, io), io);
    const rows = toRows(probed, known);
    const shown = rows.map(([, row]) => row);
    await printRows(io, args, { listing: certificatesListing, rows: shown });
    tellFailures(context, probed);
    if (args.trust) {
      await trust(context, args, rows);
    }
    for (const { name, standing } of shown) {
      if (standing === 'changed' && !args.replace?.includes(name)) {
        context.exitCode = worst([context.exitCode, exitCodes.loginOrTls]);
        printWarning(
          io,
          `${name} shows another certificate than the known one: ask who runs it; if the change is meant: vhv cert --trust --replace ${name}`,
        );
      }
    }
  },
});
