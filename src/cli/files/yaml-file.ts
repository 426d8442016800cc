import { type Document, isAlias, isNode, LineCounter, parseDocument, visit } from 'yaml';
import { UsageError } from '../usage-error.ts';
import { cannotRead } from './system-error.ts';
import { readTextFile } from './text-file.ts';

/** What a file holds, and where it holds it. */
export interface YamlFile {
  readonly data: unknown;
  /** `endpoints.yaml line 7`: where the value at this path stands, or the nearest value around it. */
  placeOf(path: readonly PropertyKey[]): string;
}

/** Why a text is not YAML. The library's own messages quote the text, and a password may stand in it. */
const reasons: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias (*) is not allowed here: put a text that starts with * in quotes',
  BAD_DIRECTIVE:
    'a line that starts with % is a directive: put a text that starts with % in quotes',
  BAD_DQ_ESCAPE: 'a backslash in double quotes starts no escape of YAML: use single quotes',
  BAD_INDENT: 'this line is indented too little, or a bracket is not closed',
  BAD_SCALAR_START: 'a text cannot start with @, ` or %: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon on this line: put a text with a colon in quotes',
  DUPLICATE_KEY: 'this key is there already',
  MISSING_CHAR: 'a quote, bracket, comma or blank is missing',
  MULTIPLE_DOCS: 'a second document starts here (---): keep one',
  NON_STRING_KEY: 'a map or a list is used as a key: put a text that starts with { or [ in quotes',
  TAB_AS_INDENT: 'a tab indents this line: use spaces',
  TAG_RESOLVE_FAILED: 'a tag (!) is not known: put a text that starts with ! in quotes',
  UNRESOLVED_ALIAS: 'an alias (*) has no anchor: put a text that starts with * in quotes',
  VALUELESS_KEY: 'a key has no value: put a text with a comma in quotes',
};

/**
 * Reads a file, YAML or JSON.
 *
 * @throws UsageError naming the file and the line, never a key or a value: what is misread as a key may be half a password
 */
export async function readYaml(path: string): Promise<YamlFile> {
  let text: string;
  try {
    text = await readTextFile(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
  const { document, placeAt, problem } = parse(text);
  if (problem !== undefined) {
    const { line, col } = placeAt(problem.offset);
    const reason = reasons[problem.code] ?? problem.code.toLowerCase().replaceAll('_', ' ');
    throw new UsageError(`${path} line ${line}, column ${col}: is no YAML: ${reason}`);
  }
  return {
    data: toData(document, path),
    placeOf: (at) => `${path} line ${placeAt(offsetOf(document, at)).line}`,
  };
}

/** The line of the first mistake in a JSON text; undefined if YAML, which allows more, finds none. */
export function lineOfMistake(text: string): number | undefined {
  const { placeAt, problem } = parse(text);
  return problem === undefined ? undefined : placeAt(problem.offset).line;
}

function parse(text: string) {
  const lineCounter = new LineCounter();
  // Warnings would go to stderr by themselves, with the text that they are about.
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const placeAt = (offset: number) => lineCounter.linePos(offset);
  return { document, placeAt, problem: findProblem(document) };
}

interface YamlProblem {
  readonly code: string;
  readonly offset: number;
}

/** The first problem of the document. The library reads some misread texts without an error: they would become another password. */
function findProblem(document: Document.Parsed): YamlProblem | undefined {
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    return { code: error.code, offset: error.pos[0] };
  }
  const anchors = new Set<string>();
  let problem: YamlProblem | undefined;
  visit(document, {
    Pair: (_, { key, value }) => {
      if (value !== null) {
        return undefined;
      }
      problem = { code: 'VALUELESS_KEY', offset: startOf(key) };
      return visit.BREAK;
    },
    Alias: (_, alias) => {
      if (anchors.has(alias.source)) {
        return undefined;
      }
      problem = { code: 'UNRESOLVED_ALIAS', offset: startOf(alias) };
      return visit.BREAK;
    },
    Value: (_, { anchor }) => {
      if (anchor !== undefined) {
        anchors.add(anchor);
      }
    },
  });
  return problem;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function toData(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new UsageError(
      `${path} cannot be read as YAML: its aliases (*) repeat too much. Fix: write the values out`,
      { cause },
    );
  }
}

/** Where the value at a path starts; where there is none, the innermost value around it. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isAlias(node) || isNode(node)) {
      return startOf(node);
    }
  }
  return startOf(document.contents);
}
