import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, stateDir, updatePrivateFile } from '../files/private-file.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

const savedSession = z.object({
  endpoint: z.string(),
  username: z.string(),
  /** ISO 8601. */
  since: z.string(),
  /** Who has it is logged in: a secret. */
  cookie: z.string(),
});

const savedSessions = z.object({
  schema: z.literal('vhv/sessions/1'),
  sessions: z.array(savedSession),
});

export type SavedSession = z.infer<typeof savedSession>;

/** Whose session it is. */
export type SessionOwner = Pick<SavedSession, 'endpoint' | 'username'>;

function isOf(owner: SessionOwner): (saved: SavedSession) => boolean {
  return ({ endpoint, username }) => endpoint === owner.endpoint && username === owner.username;
}

/** What cannot be read is no session: it is written anew. */
function parse(text: string): readonly SavedSession[] {
  try {
    return savedSessions.parse(JSON.parse(text)).sessions;
  } catch {
    return [];
  }
}

function format(sessions: readonly SavedSession[]): string {
  return `${JSON.stringify({ schema: 'vhv/sessions/1', sessions }, undefined, 2)}\n`;
}

/** The sessions that were left for the next run, in a file that only its owner may read. */
export class SavedSessions {
  readonly #path: string;

  /** @throws UsageError where there is no place for the file */
  constructor(io: Io) {
    const folder = stateDir(io);
    if (folder === undefined) {
      throw new UsageError('no place to keep sessions: set XDG_STATE_HOME, or HOME');
    }
    this.#path = join(folder, 'sessions.json');
  }

  async all(): Promise<readonly SavedSession[]> {
    return parse(await readIfThere(this.#path));
  }

  async find(owner: SessionOwner): Promise<SavedSession | undefined> {
    return (await this.all()).find(isOf(owner));
  }

  /**
   * Keeps a session, unless another run has kept its own meanwhile: there is to be one.
   *
   * @param tried the cookie that was found over, and may be replaced
   * @returns whether it was kept
   */
  async keep(saved: SavedSession, tried: string | undefined): Promise<boolean> {
    let isKept = false;
    await updatePrivateFile(this.#path, (text) => {
      const sessions = parse(text);
      const present = sessions.find(isOf(saved));
      isKept = present === undefined || [tried, saved.cookie].includes(present.cookie);
      const others = sessions.filter((one) => !isOf(saved)(one));
      return isKept ? format([...others, saved]) : text;
    });
    return isKept;
  }

  async forget(gone: SavedSession): Promise<void> {
    await updatePrivateFile(this.#path, (text) =>
      format(parse(text).filter((one) => !(isOf(gone)(one) && one.cookie === gone.cookie))),
    );
  }
}
