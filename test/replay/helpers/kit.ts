import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nock from 'nock';
import { expect } from 'vitest';
import { canonicalXml } from '../../../scripts/lib/canonical-xml.mjs';
import { nameOf } from '../../../src/soap/observe.ts';
import { withoutOperationId } from '../../../src/soap/operation-id.ts';
import { type Fixture, type RecordedCall, readFixtureIn } from './fixture.ts';
import { rerun, scope } from './replay.ts';

// While it is active, nock stands between kits and the simulators that they are made of.
nock.restore();

/** A recording of a kit, and the exit code that its command had. */
export interface KitRecording extends Fixture {
  readonly name: string;
  readonly exitCode: number;
}

export function readKit(folder: string): KitRecording[] {
  const kit = JSON.parse(readFileSync(join(folder, 'kit.json'), 'utf8')) as {
    readonly recordings: readonly Pick<KitRecording, 'name' | 'exitCode'>[];
  };
  return kit.recordings.map((recording) => ({
    ...recording,
    ...readFixtureIn(join(folder, recording.name)),
  }));
}

/** The folders of unpacked kits: those of fixtures/kits, and of the folder that VHV_KITS names. */
export function kitFolders(): string[] {
  const committed = fileURLToPath(new URL('../../../fixtures/kits', import.meta.url));
  return [committed, process.env['VHV_KITS']].flatMap((parent) =>
    parent !== undefined && existsSync(parent)
      ? readdirSync(parent).map((name) => join(parent, name))
      : [],
  );
}

/** What is called, and of which object: what stays the same when vhv asks a server for one property more. */
function callOf(method: string, path: string, body: string): string {
  const [, object = ''] = /<(?:[\w.-]+:)?_this\b[^>]*>([^<]*)</.exec(body) ?? [];
  return `${nameOf({ method: method === 'GET' ? 'GET' : 'POST', path, body, headers: {} })} ${object}`;
}

/**
 * Answers as recorded, each call once. Nobody can record a stranger's server again when vhv asks it for more than it did then: a request
 * that means the same as none of the recorded ones gets the next answer to the same method of the same object, in which what is new is
 * simply not set.
 *
 * @returns the requests that nothing was recorded for, as they come
 */
function serveKit({ calls }: Fixture): string[] {
  const left = calls.map((call) => ({ call, body: call.body && canonicalXml(call.body) }));
  const unanswered: string[] = [];
  const take = (method: string, path: string, sent: string): RecordedCall | undefined => {
    const body = withoutOperationId(sent);
    const canonical = body && canonicalXml(body);
    const wanted = callOf(method, path, body);
    const alike = left.filter(
      ({ call }) => callOf(call.method, call.path, call.body ?? '') === wanted,
    );
    const found = alike.find((one) => (one.body ?? '') === canonical) ?? alike[0];
    if (found === undefined) {
      unanswered.push(wanted);
      return undefined;
    }
    left.splice(left.indexOf(found), 1);
    return found.call;
  };
  const reply = (method: string) => (path: string, body: unknown) => {
    const call = take(method, path, typeof body === 'string' ? body : '');
    return call === undefined
      ? ([500, 'nothing was recorded for this'] as const)
      : ([call.status, call.response, { ...call.rawHeaders }] as const);
  };
  const server = nock(scope).persist();
  server.get(/.*/).reply(reply('GET'));
  server.post(/.*/).reply(reply('POST'));
  return unanswered;
}

/** Runs every command of a kit again, with no network. It has to end as it did, and to ask for nothing that was not recorded. */
export async function replayKit(recordings: readonly KitRecording[]): Promise<void> {
  nock.activate();
  nock.disableNetConnect();
  try {
    for (const recording of recordings) {
      const unanswered = serveKit(recording);
      const { exitCode, stderr } = await rerun(recording);
      const missing = `nothing was recorded for ${unanswered.join(', ') || '-'}`;
      expect({ exitCode, unanswered }, `${recording.name}: ${missing}\n${stderr}`).toEqual({
        exitCode: recording.exitCode,
        unanswered: [],
      });
      nock.cleanAll();
    }
  } finally {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  }
}
