import { closeSync, lstatSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { systemReason } from '../errors.ts';
import { type ExchangeEnd, type ExchangeObserver, type Observer, observed } from './observe.ts';
import { withoutOperationId } from './operation-id.ts';
import {
  makeOutputFolder,
  OutputFolderError,
  openNewFile,
  writeAndClose,
} from './output-folder.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { Secrets } from './scrub.ts';
import type { HttpRequest, Transport } from './transport.ts';
import { unescapeXml } from './unescape-xml.ts';

/** One exchange as nock.define takes it. */
export interface RecordedCall {
  readonly scope: string;
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly body?: string;
  readonly reqheaders: Readonly<Record<string, string>>;
  readonly status: number;
  readonly rawHeaders: Readonly<Record<string, string | string[]>>;
  readonly response: string;
}

/** `about.json`: what a recording is of, and what became of its texts. */
export interface RecordingAbout {
  readonly schema: 'vhv/recording/1';
  readonly fullName?: string | undefined;
  readonly apiType?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly url: string | undefined;
  readonly username: string | undefined;
  /** ISO 8601. */
  readonly date: string;
  readonly command: readonly string[];
  readonly vhv: string | undefined;
  readonly raw: boolean;
  readonly calls: number;
  readonly failed: number;
  /** How many different texts have a pseudonym, by kind; unset in a raw recording. */
  readonly replaced?: Readonly<Record<string, number>>;
  /** Names of the elements and properties whose text is kept; unset in a raw recording. */
  readonly kept?: readonly string[];
}

export interface RecorderOptions {
  /** Keeps names, addresses, users, uuids and values as they are; credentials never. Default false. */
  readonly raw?: boolean;
  /** Secrets known beforehand. Those that pass by are found by themselves. */
  readonly secrets?: Secrets;
  /** For about.json: what was run, a word each, without where and as whom. Default none. */
  readonly command?: readonly string[];
  /** For about.json: which vhv it was. Default none. */
  readonly version?: string;
  /** Told when the recording could not be made. Default: nobody is told. */
  readonly onFailure?: (error: unknown) => void;
}

const files = { calls: 'recording.json', about: 'about.json' } as const;

/** A scope that no recording but a raw one ever names the server by. */
const scopePseudonym = 'https://server.example.com';

/** What a server makes of a request hangs on these, what a client makes of an answer on those; others tell of people and proxies. */
const requestHeaders = ['content-type', 'soapaction', 'cookie'];
const responseHeaders = ['content-type', 'set-cookie'];

interface Exchanged {
  readonly request: HttpRequest;
  status?: number;
  headers?: IncomingHttpHeaders;
  end?: ExchangeEnd;
}

/**
 * Records every exchange, and when the transport is closed writes `recording.json`, which nock.load reads, and `about.json` beside it.
 * Exchanges that failed cannot be replayed; they are counted. The answers are kept in memory until then.
 *
 * @throws OutputFolderError where the folder holds a recording already, or cannot be made.
 */
export function withRecorder(
  transport: Transport,
  dir: string,
  options: RecorderOptions = {},
): Transport {
  const { onFailure = () => undefined } = options;
  return observed(transport, new Recorder(dir, transport.endpoint, options), onFailure);
}

class Recorder implements Observer {
  readonly #files: OpenFiles;
  readonly #endpoint: string;
  readonly #options: RecorderOptions;
  readonly #started = new Date();
  readonly #exchanges: Exchanged[] = [];
  #written: boolean = false;

  constructor(dir: string, endpoint: string, options: RecorderOptions) {
    this.#files = prepareFolder(dir);
    this.#endpoint = endpoint;
    this.#options = options;
  }

  begin(request: HttpRequest): ExchangeObserver {
    const exchanged: Exchanged = { request };
    this.#exchanges.push(exchanged);
    return {
      answered: (status, headers) => {
        exchanged.status = status;
        exchanged.headers = headers;
      },
      ended: (end) => {
        exchanged.end = end;
      },
    };
  }

  close(): void {
    if (this.#written) {
      return;
    }
    this.#written = true;
    const scrubbed = this.#scrub();
    const { raw = false, command = [], version } = this.#options;
    const pseudonyms = raw ? undefined : new Pseudonyms();
    const calls = pseudonyms === undefined ? scrubbed : disguise(scrubbed, pseudonyms);
    const about: RecordingAbout = {
      schema: 'vhv/recording/1',
      ...readServer(calls),
      url: calls[0]?.scope,
      username: findText(calls, 'userName', (call) => call.body),
      date: this.#started.toISOString(),
      command: command.map((word) => pseudonyms?.replaceInWord(word) ?? word),
      vhv: version,
      raw,
      calls: calls.length,
      failed: this.#exchanges.length - calls.length,
      ...pseudonyms?.summary(),
    };
    writeJson(this.#files.calls, calls);
    writeJson(this.#files.about, about);
  }

  /** The exchanges that came to an end, in the order of their requests, without secrets. */
  #scrub(): RecordedCall[] {
    const { secrets = new Secrets() } = this.#options;
    const over = this.#exchanges.flatMap(({ request, status, headers, end }) =>
      status === undefined || headers === undefined || end === undefined || 'error' in end
        ? []
        : [{ request, status, headers, text: end.body.toString('utf8') }],
    );
    // What only a later answer brings to light may stand in an earlier one.
    for (const { request, headers, text } of over) {
      secrets.learnFromXml(request.body ?? '');
      secrets.scrubHeaders(headers);
      secrets.learnFromXml(text);
    }
    const pick = (from: IncomingHttpHeaders, names: readonly string[]): [string, string][] =>
      secrets
        .scrubHeaders(from)
        .map(([name, value]): [string, string] => [name.toLowerCase(), value])
        .filter(([name]) => names.includes(name));
    return over.map(({ request, status, headers, text }) => ({
      scope: this.#endpoint,
      method: request.method,
      path: secrets.scrubText(request.path),
      ...(request.body === undefined
        ? {}
        : { body: secrets.scrubXml(withoutOperationId(request.body)) }),
      reqheaders: Object.fromEntries(pick(request.headers, requestHeaders)),
      status,
      rawHeaders: groupHeaders(pick(headers, responseHeaders)),
      response: secrets.scrubXml(text),
    }));
  }
}

/** Opened beforehand: at the end of the run, other files or links may have these names. */
interface OpenFiles {
  readonly calls: number;
  readonly about: number;
}

function prepareFolder(dir: string): OpenFiles {
  const isThere = (file: string): boolean =>
    lstatSync(join(dir, file), { throwIfNoEntry: false }) !== undefined;
  const isTaken = `${dir} holds a recording already: name another for this one`;
  try {
    if (Object.values(files).some(isThere)) {
      throw new OutputFolderError(isTaken);
    }
    const folder = makeOutputFolder(dir);
    const calls = openNewFile(folder, files.calls);
    try {
      return { calls, about: openNewFile(folder, files.about) };
    } catch (error) {
      closeSync(calls);
      rmSync(join(folder, files.calls));
      throw error;
    }
  } catch (cause) {
    if (cause instanceof OutputFolderError) {
      throw cause;
    }
    const reason = systemReason(cause, { EEXIST: isTaken });
    const complaint = reason === isTaken ? reason : `${dir} cannot be written to: ${reason}`;
    throw new OutputFolderError(complaint, { cause });
  }
}

function groupHeaders(pairs: readonly [string, string][]): Record<string, string | string[]> {
  const grouped: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const present = grouped[name];
    grouped[name] = present === undefined ? value : [present, value].flat();
  }
  return grouped;
}

/** Gone through twice: only then is a name replaced in what came before the place that shows it to be one. */
function disguise(calls: readonly RecordedCall[], pseudonyms: Pseudonyms): RecordedCall[] {
  const [first] = calls;
  if (first !== undefined) {
    const { hostname } = new URL(first.scope);
    const { hostname: pseudonym } = new URL(scopePseudonym);
    if (isIP(hostname.replace(/^\[|\]$/g, '')) === 0) {
      pseudonyms.add(hostname, pseudonym);
    }
  }
  const replaceIn = (text: string): string =>
    /^\s*</.test(text) ? pseudonyms.replaceInXml(text) : pseudonyms.replaceInLines(text);
  const once = (): RecordedCall[] =>
    calls.map((call) => ({
      ...call,
      scope: scopePseudonym,
      path: pseudonyms.replaceInPath(call.path),
      ...(call.body === undefined ? {} : { body: replaceIn(call.body) }),
      response: replaceIn(call.response),
    }));
  once();
  return once();
}

function readServer(calls: readonly RecordedCall[]): Record<string, string | undefined> {
  const about = calls.find(({ response }) => /<(?:\w+:)?about>/.test(response));
  const read = (name: string): string | undefined =>
    findText(about === undefined ? [] : [about], name, ({ response }) =>
      response.slice(response.search(/<(?:\w+:)?about>/)),
    );
  return { fullName: read('fullName'), apiType: read('apiType'), apiVersion: read('apiVersion') };
}

/** The first text of an element of this name. */
function findText(
  calls: readonly RecordedCall[],
  name: string,
  where: (call: RecordedCall) => string | undefined,
): string | undefined {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([^<]*)`);
  const found = calls.map((call) => pattern.exec(where(call) ?? '')?.[1]);
  const text = found.find((one) => one !== undefined);
  return text === undefined ? undefined : unescapeXml(text);
}

function writeJson(file: number, value: unknown): void {
  writeAndClose(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
