import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of recordings, or undefined where there is none to test with. */
export const folder: string | undefined = process.env['VHV_RECORDINGS'];

export function readRecording(name: string): string {
  return readFileSync(join(folder ?? '', name), 'utf8');
}

/** The recordings whose name ends so. */
export function listRecordings(ending: string): readonly string[] {
  return folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith(ending));
}

/** The HTTP status and the SOAPAction that a response was recorded with. */
export function recordedHttp(response: string): RecordedHttp {
  const meta: unknown = JSON.parse(readRecording(response.replace('.response.xml', '.meta.json')));
  return (meta as { http: RecordedHttp }).http;
}

interface RecordedHttp {
  readonly status: number;
  readonly soapAction: string;
}
