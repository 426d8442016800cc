import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../usage-error.ts';
import { cannotRead } from './system-error.ts';

/**
 * Reads a file, YAML or JSON.
 *
 * @throws UsageError naming the file and the place in it, never a value
 */
export async function readYaml(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw cannotRead(path, error);
  }
  const lineCounter = new LineCounter();
  // Pretty errors would show the line, and a secret may stand in it.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const reason = error.code.toLowerCase().replaceAll('_', ' ');
    throw new UsageError(`${path} line ${line}, column ${col}: is no YAML (${reason})`);
  }
  return document.toJS();
}
