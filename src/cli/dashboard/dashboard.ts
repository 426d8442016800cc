import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../nested/run/options.ts';
import type { VmOutcome } from '../../nested/run/outcome.ts';
import { type Run, type RunPage, renderRun } from '../../report/html/run/render-run.ts';
import { type Admitted, admit, type Door } from './admit.ts';
import { RunBoard } from './board.ts';
import { Streams } from './streams.ts';

/** How long, in ms, the end of a run waits for pages to have read that it is one. */
const patienceMs = 200;

const always = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

const texts: Readonly<Record<Exclude<Admitted, string>, string>> = {
  403: 'This is not asked for from here.\n',
  404: 'There is nothing here.\n',
  405: 'There is nothing to do here but to look.\n',
};

/**
 * A page to watch a run on: on loopback, behind a path that cannot be guessed, and with nothing on it that does anything. It lives as long
 * as the run, and whatever becomes of it, the run does not notice.
 */
export class Dashboard {
  readonly #run: Run;
  readonly #board: RunBoard;
  readonly #streams: Streams;
  readonly #server: Server;
  #door: Door = { authority: '', token: randomBytes(24).toString('base64url') };
  #page: (Omit<RunPage, 'text'> & { readonly bytes: Buffer }) | undefined;

  private constructor(run: Run) {
    this.#run = run;
    this.#board = new RunBoard(run.plans);
    this.#streams = new Streams(this.#board);
    const limits = { maxHeaderSize: 8192, headersTimeout: 5000, requestTimeout: 5000 };
    this.#server = http.createServer({ ...limits, keepAliveTimeout: 5000 }, (request, response) => {
      response.on('error', () => undefined);
      try {
        this.#answer(request, response);
      } catch {
        // Whoever looks gets nothing; the run knows nothing of it.
        response.destroy();
      }
    });
    this.#server.maxConnections = 32;
  }

  /** @throws Error where this machine has no port for it */
  static async open(run: Run): Promise<Dashboard> {
    const dashboard = new Dashboard(run);
    dashboard.#server.listen(0, '127.0.0.1');
    await once(dashboard.#server, 'listening');
    const { address, port } = dashboard.#server.address() as AddressInfo;
    dashboard.#door = { ...dashboard.#door, authority: `${address}:${port}` };
    // From here on nothing that befalls it may befall the run.
    dashboard.#server.on('error', () => undefined);
    return dashboard;
  }

  get url(): string {
    const { authority, token } = this.#door;
    return `http://${authority}/${token}/`;
  }

  readonly onEvent = (event: RunEvent): void => this.#board.take(event);

  readonly onStop = (): void => this.#board.stopping();

  /** What became of the VMs in the end, those whose turn never came among them. */
  finish(outcomes: readonly VmOutcome[]): void {
    this.#board.over(outcomes);
  }

  /** Tells the pages that the run is over, waits a moment at most for them to hear it, and is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#board.over();
    this.#server.close();
    const heard = new AbortController();
    const moment = sleep(patienceMs, undefined, { signal: heard.signal }).catch(() => undefined);
    await Promise.race([this.#streams.end(), moment]);
    heard.abort();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(always)) {
      response.setHeader(name, value);
    }
    const what = admit(request, this.#door);
    if (what === 'page') {
      this.#sendPage(response);
    } else if (what === 'events') {
      if (!this.#streams.add(response)) {
        response.writeHead(503).end('Enough pages watch already.\n');
      }
    } else {
      const allow = what === 405 ? { allow: 'GET' } : {};
      response.writeHead(what, { 'content-type': 'text/plain', connection: 'close', ...allow });
      response.end(texts[what]);
    }
  }

  /** The page is made once, at the first look; all the rest is told as events. */
  #sendPage(response: ServerResponse): void {
    if (this.#page === undefined) {
      const { text, ...page } = renderRun(this.#run);
      this.#page = { ...page, bytes: Buffer.from(text) };
    }
    const { bytes, policy } = this.#page;
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': bytes.length,
      'content-security-policy': policy,
    });
    response.end(bytes);
  }
}
