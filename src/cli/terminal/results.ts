import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Io } from '../io.ts';

/** Writes results to a stream. A stop ends the waiting for its reader: what is still to be written then waits in memory. */
export function resultsTo(stream: Writable, stop: AbortSignal): Required<Pick<Io, 'out' | 'room'>> {
  let isRead = true;
  // That a stream was in error is not to be seen of stdout, which always recovers.
  stream.on('error', () => {
    isRead = false;
  });
  return {
    out: (text) => {
      stream.write(text);
    },
    room: async () => {
      if (isRead && stream.writableNeedDrain) {
        await once(stream, 'drain', { signal: stop }).catch(() => undefined);
      }
      return isRead;
    },
  };
}
