import type { ServerResponse } from 'node:http';
import { setInterval as ticks } from 'node:timers/promises';
import { pageJson } from '../../report/html/markup.ts';
import type { RunBoard } from './board.ts';

/** How often, in ms, those who watch are told what has changed. */
const tickMs = 400;
/** Pages that may watch at once. */
const most = 8;

interface Watcher {
  readonly response: ServerResponse;
  /** The change that it was last told of. */
  told: number;
}

/**
 * The pages that watch a run, as server-sent events. A page that reads slowly is told nothing more until it has read what it was told, and
 * then how things are by then: for each there is never more than one message waiting.
 */
export class Streams {
  readonly #board: RunBoard;
  readonly #watchers = new Set<Watcher>();
  readonly #ended = new AbortController();

  constructor(board: RunBoard) {
    this.#board = board;
    void this.#sendRegularly();
  }

  /** Takes in a page that wants to watch. @returns false where there are too many already */
  add(response: ServerResponse): boolean {
    if (this.#watchers.size >= most) {
      return false;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    const watcher: Watcher = { response, told: 0 };
    this.#watchers.add(watcher);
    response.once('close', () => this.#watchers.delete(watcher));
    this.#write(watcher);
    return true;
  }

  /** Tells everyone the end. @returns when all of them have it; those that do not read never will */
  async end(): Promise<void> {
    this.#ended.abort();
    this.#send();
    await Promise.all(
      [...this.#watchers].map(
        ({ response }) => new Promise<void>((resolve) => response.end(() => resolve())),
      ),
    );
  }

  async #sendRegularly(): Promise<void> {
    const options = { ref: false, signal: this.#ended.signal };
    try {
      for await (const _ of ticks(tickMs, undefined, options)) {
        this.#send();
      }
    } catch {
      // It has been ended, and ends by throwing.
    }
  }

  #send(): void {
    for (const watcher of this.#watchers) {
      this.#write(watcher);
    }
  }

  #write(watcher: Watcher): void {
    const { response, told } = watcher;
    const { changes } = this.#board;
    if (told < changes && !response.writableNeedDrain) {
      watcher.told = changes;
      response.write(`data: ${pageJson(this.#board.since(told))}\n\n`);
    }
  }
}
