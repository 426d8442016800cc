import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedCall } from '../../../src/soap/record.ts';

export type { RecordedCall } from '../../../src/soap/record.ts';

export interface About {
  readonly username: string;
  readonly command: readonly string[];
  readonly apiType: 'VirtualCenter' | 'HostAgent';
  readonly raw: boolean;
}

/** A folder that holds a recording. */
export interface Fixture {
  readonly path: string;
  readonly calls: readonly RecordedCall[];
  readonly about: About;
}

/** A folder of fixtures/recordings. */
export function readFixture(name: string): Fixture {
  return readFixtureIn(
    fileURLToPath(new URL(`../../../fixtures/recordings/${name}`, import.meta.url)),
  );
}

export function readFixtureIn(folder: string): Fixture {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return {
    path: join(folder, 'recording.json'),
    calls: read('recording.json') as RecordedCall[],
    about: read('about.json') as About,
  };
}

/** What the recorded server said of the VM's flag, each time its config was read; undefined where it said nothing. */
export function flagsRead({ calls }: Fixture): (string | undefined)[] {
  return calls
    .filter(({ response }) => response.includes('<name>config.changeVersion</name>'))
    .map(
      ({ response }) =>
        /<name>config\.nestedHVEnabled<\/name><val[^>]*>([^<]*)/.exec(response)?.[1],
    );
}

export function requestsOf({ calls }: Fixture, method: string): string[] {
  return calls.map(({ body = '' }) => body).filter((body) => body.includes(`:${method} `));
}
