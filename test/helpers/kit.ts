import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** The files of a kit's archive, by name. */
export function readArchive(path: string): Map<string, string> {
  return new Map(
    Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => [
      name,
      Buffer.from(bytes).toString(),
    ]),
  );
}

/** Unpacks a kit's archive, as `unzip` does. */
export function unpack(path: string, folder: string): void {
  for (const [name, text] of readArchive(path)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
