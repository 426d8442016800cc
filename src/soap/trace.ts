import { closeSync, writeSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { systemReason, VsphereError } from '../errors.ts';
import {
  type ExchangeEnd,
  type ExchangeObserver,
  nameOf,
  type Observer,
  observed,
} from './observe.ts';
import { makeOutputFolder, OutputFolderError, openNewFile, writeNewFile } from './output-folder.ts';
import { Secrets } from './scrub.ts';
import type { HttpRequest, Transport } from './transport.ts';

export interface TraceOptions {
  /** Secrets known beforehand. Those that pass by are found by themselves. */
  readonly secrets?: Secrets;
  /** Told when a file could not be written; the exchange itself goes on. Default: nobody is told. */
  readonly onFailure?: (error: unknown) => void;
}

/**
 * Writes every exchange to numbered files, without secrets: `1-0001.req.headers`, `.req.xml`, `.res.headers`, `.res.xml`, and a line
 * for each in `1-client.log` (time, number, method, status, milliseconds, bytes). The first number is the transport's: a folder can
 * take several, one after another or at once, and nothing in it is overwritten.
 *
 * A request is on disk before it is sent. The folder is made with mode 0700, files with 0600. Links that somebody puts into it are not
 * followed.
 *
 * @throws OutputFolderError where the folder cannot be written to.
 */
export function withTrace(
  transport: Transport,
  dir: string,
  { secrets = new Secrets(), onFailure = () => undefined }: TraceOptions = {},
): Transport {
  return observed(transport, new Trace(dir, transport.endpoint, secrets), onFailure);
}

/** An exchange, as its line in the log has it. */
interface Begun {
  readonly number: string;
  readonly name: string;
  readonly status: string;
  /** On the clock of `performance`. */
  readonly started: number;
}

class Trace implements Observer {
  readonly #folder: string;
  /** `1-` */
  readonly #prefix: string;
  /** Kept open: its name can lead elsewhere by the next line. */
  #log: number | undefined;
  readonly #endpoint: string;
  readonly #secrets: Secrets;
  #exchanges = 0;
  #underWay = 0;
  #isClosed: boolean = false;

  constructor(dir: string, endpoint: string, secrets: Secrets) {
    const { folder, prefix, log } = claimPrefix(dir);
    this.#folder = folder;
    this.#prefix = prefix;
    this.#log = log;
    this.#endpoint = endpoint;
    this.#secrets = secrets;
  }

  begin(request: HttpRequest): ExchangeObserver {
    this.#exchanges += 1;
    const number = String(this.#exchanges).padStart(4, '0');
    const secrets = this.#secrets;
    const started = performance.now();
    const name = nameOf(request);
    let status = '-';
    const path = secrets.scrubText(request.path);
    const host = `Host: ${new URL(this.#endpoint).host}`;
    const body = secrets.scrubXml(request.body ?? '');
    this.#writeHead(
      `${number}.req.headers`,
      `${request.method} ${path} HTTP/1.1\n${host}`,
      request.headers,
    );
    if (request.body !== undefined) {
      this.#write(`${number}.req.xml`, body);
    }
    this.#underWay += 1;
    return {
      answered: (code, headers) => {
        status = String(code);
        this.#writeHead(`${number}.res.headers`, `HTTP/1.1 ${code}`, headers);
      },
      ended: (end) => {
        try {
          this.#writeEnd(end, { number, name, status, started });
        } finally {
          this.#underWay -= 1;
          this.#closeLog();
        }
      },
    };
  }

  #writeEnd(end: ExchangeEnd, { number, name, status, started }: Begun): void {
    const secrets = this.#secrets;
    if (status !== '-') {
      this.#write(`${number}.res.xml`, secrets.scrubXml(end.body.toString('utf8')));
    }
    const ms = Math.round(performance.now() - started);
    const line = `${number} ${name} ${status} ${ms} ms ${end.body.byteLength} bytes${remark(end)}`;
    if (this.#log === undefined) {
      throw new Error('an exchange came after the end of the trace');
    }
    writeSync(this.#log, `${new Date().toISOString()} ${secrets.scrubText(line)}\n`);
  }

  close(): void {
    this.#isClosed = true;
    this.#closeLog();
  }

  /** Exchanges that the closing broke off are still to be written down. */
  #closeLog(): void {
    if (this.#isClosed && this.#underWay === 0 && this.#log !== undefined) {
      closeSync(this.#log);
      this.#log = undefined;
    }
  }

  #writeHead(file: string, first: string, headers: IncomingHttpHeaders): void {
    const lines = this.#secrets.scrubHeaders(headers).map(([name, value]) => `${name}: ${value}`);
    this.#write(file, `${[first, ...lines].join('\n')}\n`);
  }

  #write(file: string, text: string): void {
    writeNewFile(this.#folder, `${this.#prefix}${file}`, text);
  }
}

function remark({ isWhole, error }: ExchangeEnd): string {
  if (error !== undefined) {
    const code = error instanceof VsphereError ? error.code : 'UNEXPECTED';
    return ` failed: ${code}: ${error instanceof Error ? error.message : String(error)}`;
  }
  return isWhole ? '' : ' not read to its end';
}

/** Takes the first number in the folder that nobody else has, by making its log. */
function claimPrefix(dir: string): { folder: string; prefix: string; log: number } {
  const folder = makeOutputFolder(dir);
  for (let client = 1; ; client += 1) {
    const prefix = `${client}-`;
    try {
      return { folder, prefix, log: openNewFile(folder, `${prefix}client.log`) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        const complaint = `${dir} cannot be written to: ${systemReason(cause)}`;
        throw new OutputFolderError(complaint, { cause });
      }
    }
  }
}
