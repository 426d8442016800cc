import nock from 'nock';
import { canonicalXml } from '../../../scripts/lib/canonical-xml.mjs';
import { withoutOperationId } from '../../../src/soap/operation-id.ts';
import { type Ran, runCli } from '../../helpers/cli.ts';
import type { Fixture } from './fixture.ts';

/** Where all recordings are replayed; nobody answers there but nock. */
export const scope = 'https://server.example.com';

/** What stands for the password in every recording. */
const password = 'SCRUBBED-PASSWORD';

/**
 * Answers as recorded, each call once, to requests that mean the same as the recorded ones: prefixes and white space aside. The
 * session's cookie is part of a request, as the recorded headers have it.
 */
export function serve({ calls }: Fixture): nock.Scope[] {
  return nock.define(
    calls.map(({ body, rawHeaders, reqheaders, ...call }) => ({
      ...call,
      scope,
      reqheaders: { ...reqheaders },
      rawHeaders: { ...rawHeaders },
      ...(body === undefined ? {} : { body: sameMeaning(body) }),
    })),
  );
}

function sameMeaning(recorded: string): (sent: unknown) => boolean {
  const canonical = canonicalXml(recorded);
  return (sent) => typeof sent === 'string' && canonicalXml(withoutOperationId(sent)) === canonical;
}

/** Runs the recorded command again. */
export function rerun({ about }: Fixture, ...more: readonly string[]): Promise<Ran> {
  const env = { VHV_URL: scope, VHV_USERNAME: about.username, VHV_PASSWORD: password };
  return runCli([...about.command, ...more], { env });
}

/** The requests that nobody had an answer for, from now on. */
export function refusedRequests(): string[] {
  const refused: string[] = [];
  nock.emitter.on('no match', (_request: unknown, _options: unknown, body?: string) => {
    refused.push(body ?? '');
  });
  return refused;
}
