import {
  type Document,
  type ErrorCode,
  isAlias,
  isNode,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import { UsageError } from '../usage-error.ts';
import { cannotRead } from './system-error.ts';
import { readTextFile } from './text-file.ts';

/** What a file holds, and where it holds it. */
export interface YamlFile {
  readonly data: unknown;
  /** `endpoints.yaml:7:5`: where the value at this path stands, or the nearest value around it. */
  placeOf(path: readonly PropertyKey[]): string;
}

/** What the library reads without an error, and vhv refuses. */
type OwnCode = 'UNRESOLVED_ALIAS' | 'VALUELESS_KEY';

/** Why a text is not YAML, and the remedy, for each code of the library. Its own messages quote the text, and a password may stand in it. */
const reasons: Readonly<Record<ErrorCode | OwnCode, readonly [why: string, fix: string]>> = {
  ALIAS_PROPS: ['an alias (*) has an anchor or a tag', quoteStart('*')],
  BAD_ALIAS: ['an alias (*) is not allowed here', quoteStart('*')],
  BAD_COLLECTION_TYPE: ['a tag (!) does not fit what follows it', quoteStart('!')],
  BAD_DIRECTIVE: ['a line that starts with % is a directive', quoteStart('%')],
  BAD_DQ_ESCAPE: ['a backslash in double quotes starts no escape of YAML', 'use single quotes'],
  BAD_INDENT: [
    'this line is indented too little, or a bracket is not closed',
    'indent or close it',
  ],
  BAD_PROP_ORDER: ['an anchor (&) or a tag (!) stands in the wrong place', quoteStart('& or !')],
  BAD_SCALAR_START: ['a text cannot start with @, ` or %', 'put it in quotes'],
  BLOCK_AS_IMPLICIT_KEY: [
    'there is a second colon on this line',
    'put a text with a colon in quotes',
  ],
  BLOCK_IN_FLOW: ['a block stands inside brackets', 'write it on one line, in quotes'],
  DUPLICATE_KEY: ['this key is there already', 'keep one of them'],
  IMPOSSIBLE: ['this cannot be understood', 'put the text in quotes'],
  KEY_OVER_1024_CHARS: [
    'a key is longer than 1,024 characters',
    'put a text with a colon in quotes',
  ],
  MISSING_CHAR: ['a quote, bracket, comma or blank is missing', 'add it'],
  MULTILINE_IMPLICIT_KEY: ['a key goes on for several lines', 'look for a colon that is missing'],
  MULTIPLE_ANCHORS: ['a value has several anchors (&)', quoteStart('&')],
  MULTIPLE_DOCS: ['a second document starts here (---)', 'keep one'],
  MULTIPLE_TAGS: ['a value has several tags (!)', quoteStart('!')],
  NON_STRING_KEY: ['a map or a list is used as a key', quoteStart('{ or [')],
  RESOURCE_EXHAUSTION: ['it is nested too deeply', 'write it with fewer levels'],
  TAB_AS_INDENT: ['a tab indents this line', 'use spaces'],
  TAG_RESOLVE_FAILED: ['a tag (!) is not known', quoteStart('!')],
  UNEXPECTED_TOKEN: ['something stands here that does not belong here', 'put the text in quotes'],
  UNRESOLVED_ALIAS: ['an alias (*) has no anchor', quoteStart('*')],
  VALUELESS_KEY: ['a key has no value', 'put a text with a comma in quotes'],
};

function quoteStart(start: string): string {
  return `put a text that starts with ${start} in quotes`;
}

/**
 * Reads a file, YAML or JSON.
 *
 * @throws UsageError naming the file, the line and the column, never a key or a value: what is misread as a key may be half a password
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
    throw new UsageError(`${path}:${describe(problem, placeAt(problem.offset), 'YAML')}`);
  }
  return {
    data: toData(document, path),
    placeOf: (at) => {
      const { line, col } = placeAt(offsetOf(document, at));
      return `${path}:${line}:${col}`;
    },
  };
}

/** `inventory.json:3:7: is not JSON: …. Fix: …`, for a text that JSON.parse refuses. */
export function describeMistake(path: string, text: string): string {
  const { placeAt, problem } = parse(text);
  if (problem === undefined) {
    return `${path}: is YAML and not JSON. Fix: write it as JSON`;
  }
  return `${path}:${describe(problem, placeAt(problem.offset), 'JSON')}`;
}

interface Place {
  readonly line: number;
  readonly col: number;
}

function describe({ code }: YamlProblem, { line, col }: Place, format: 'YAML' | 'JSON'): string {
  const [why, fix] = reasons[code];
  return `${line}:${col}: is not ${format}: ${why}. Fix: ${fix}`;
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
  readonly code: ErrorCode | OwnCode;
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
