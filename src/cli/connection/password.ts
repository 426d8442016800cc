import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { firstLineOf, readStdin } from '../files/secret.ts';
import { whyUnreadable } from '../files/system-error.ts';
import type { Io } from '../io.ts';
import { ask } from '../terminal/ask.ts';
import { UsageError } from '../usage-error.ts';
import type { PasswordSource } from './layer.ts';

/**
 * Fetches passwords from where they are kept: each place is gone to once in a run, and a person is asked once for each user.
 */
export class Passwords {
  readonly #io: Io;
  readonly #fetched = new Map<string, Promise<string>>();
  /** The question that stands: the next one waits for its answer. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(io: Io) {
    this.#io = io;
  }

  /**
   * @param where what a person is told of the servers: `vc.example.com`, `7 endpoints`
   * @throws UsageError naming the source, and nothing of what it holds; InterruptedError
   */
  get(source: PasswordSource | undefined, username: string, where: string): Promise<string> {
    if (source?.kind === 'literal') {
      return Promise.resolve(source.value);
    }
    const key = source === undefined ? `ask ${username}` : `${source.kind} ${source.value}`;
    const fetched = this.#fetched.get(key) ?? this.#fetch(source, username, where);
    this.#fetched.set(key, fetched);
    return fetched;
  }

  #fetch(source: PasswordSource | undefined, username: string, where: string): Promise<string> {
    switch (source?.kind) {
      case 'file':
        return firstLine(source, readFile(source.value, 'utf8'));
      case 'stdin':
        return firstLine(source, readStdin(this.#io));
      case 'command':
        return firstLine(source, run(source.value, this.#io));
      default:
        return this.#ask(username, where);
    }
  }

  async #ask(username: string, where: string): Promise<string> {
    if (!this.#io.interactive) {
      throw new UsageError(
        `no password for ${username} at ${where}: set VHV_PASSWORD, or give --password-file or --password-command`,
      );
    }
    const question = `Password of ${username} at ${where}: `;
    const answer = this.#asked.then(() => ask(this.#io, question, { hidden: true }));
    this.#asked = answer.catch(() => undefined);
    return await answer;
  }
}

/** The command's own words are not repeated: they may hold a secret. */
async function firstLine({ kind, value, from }: PasswordSource, text: Promise<string>) {
  const name = kind === 'file' ? `${from} ${value}` : from;
  try {
    return firstLineOf(await text);
  } catch (error) {
    const reason = kind === 'file' ? whyUnreadable(value, error) : (error as Error).message;
    throw new UsageError(`${name} gives no password: ${reason}`, { cause: error });
  }
}

/** Runs a shell command. What it says on stderr is for the person who waits; what it says on stdout is the secret. */
function run(command: string, io: Io): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      env: { ...io.env },
      signal: io.stop,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('error', () => reject(new Error('the command could not be run')));
    child.once('close', (code) =>
      code === 0
        ? resolve(text)
        : reject(new Error(`the command ended with ${code ?? 'a signal'}`)),
    );
  });
}
