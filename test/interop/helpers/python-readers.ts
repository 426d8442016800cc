import { fileURLToPath } from 'node:url';
import { peersDir } from './peers-dir.ts';
import { run } from './run.ts';

const script = fileURLToPath(new URL('../python/readers.py', import.meta.url));

/** A text, and which reader of python/readers.py is to read it. */
export interface ForeignText {
  readonly format: 'yaml' | 'csv' | 'json' | 'jsonl' | 'sealed' | 'page' | 'to-yaml';
  readonly text: string;
}

/**
 * Returns what Python's readers make of each text, in order: `{ python: 'why' }` if a reader refuses it.
 *
 * @throws Error if the script itself fails
 */
export async function readInPython(texts: readonly ForeignText[]): Promise<unknown[]> {
  const { exitCode, stdout, stderr } = await run(
    `${peersDir}/python/bin/python3`,
    [script],
    { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
    JSON.stringify(texts),
  );
  if (exitCode !== 0) {
    throw new Error(`readers.py: ${stderr}`);
  }
  return JSON.parse(stdout) as unknown[];
}
