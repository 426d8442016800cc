import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingAbout } from '../../soap/record.ts';
import { readVersion } from '../version.ts';
import type { KitRun } from './kit-runs.ts';

/** A file of a kit for people. What stands beside name and size is known of recordings alone. */
export interface KitRow {
  readonly file: string;
  readonly bytes: number;
  readonly command?: string;
  readonly exitCode?: number;
  readonly calls?: number;
  readonly failed?: number;
  readonly replaced?: Readonly<Record<string, number>>;
  readonly kept?: readonly string[];
}

/** A file of a kit, and its row. */
export interface KitFile {
  /** With the folder that it is in, if any: `1-about/recording.json`. */
  readonly name: string;
  readonly bytes: Buffer;
  readonly row: KitRow;
}

/** Reads what was recorded, and puts `kit.json` before it, which tells what a replay needs to know of the whole. */
export function readContents(folder: string, runs: readonly KitRun[]): readonly KitFile[] {
  const recorded = runs.map((run) => ({ run, files: readRecording(folder, run) }));
  const abouts = recorded.flatMap(({ files }) => files.about ?? []);
  const [first] = abouts;
  const kit = {
    schema: 'vhv/record-kit/1',
    vhv: readVersion(),
    node: process.version,
    platform: process.platform,
    server: first && {
      fullName: first.fullName,
      apiType: first.apiType,
      apiVersion: first.apiVersion,
    },
    recordings: recorded.map(({ run }) => run),
  };
  const bytes = Buffer.from(`${JSON.stringify(kit, undefined, 2)}\n`);
  return [fileOf('kit.json', bytes), ...recorded.flatMap(({ files }) => files.all)];
}

function fileOf(name: string, bytes: Buffer, facts: Partial<KitRow> = {}): KitFile {
  return { name, bytes, row: { file: name, bytes: bytes.length, ...facts } };
}

function readRecording(
  folder: string,
  { name, exitCode }: KitRun,
): { readonly about: RecordingAbout | undefined; readonly all: readonly KitFile[] } {
  const read = readdirSync(join(folder, name)).map((file) => ({
    file,
    bytes: readFileSync(join(folder, name, file)),
  }));
  const text = read.find(({ file }) => file === 'about.json')?.bytes.toString();
  const about = text === undefined ? undefined : (JSON.parse(text) as RecordingAbout);
  const facts =
    about === undefined
      ? {}
      : {
          command: about.command.join(' '),
          exitCode,
          calls: about.calls,
          failed: about.failed,
          replaced: about.replaced ?? {},
          kept: about.kept ?? [],
        };
  const all = read.map(({ file, bytes }) =>
    fileOf(`${name}/${file}`, bytes, file === 'recording.json' ? facts : {}),
  );
  return { about, all };
}

/** The names of everything that some recording keeps, each once. */
export function keptIn(files: readonly KitFile[]): readonly string[] {
  return [...new Set(files.flatMap(({ row }) => row.kept ?? []))].sort((one, other) =>
    one.localeCompare(other),
  );
}

/** All files in one archive that every system can open. */
export async function zip(files: readonly KitFile[]): Promise<Uint8Array> {
  // Loaded only here: every other command starts without it.
  const { zipSync } = await import('fflate');
  return zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])));
}
