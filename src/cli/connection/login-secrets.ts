import { spawn } from 'node:child_process';
import { firstLineOf, readStdin } from '../files/secret.ts';
import { whySecretUnreadable, whyUnreadable } from '../files/system-error.ts';
import { decodeText, readTextFile } from '../files/text-file.ts';
import type { Io } from '../io.ts';
import { ask } from '../terminal/ask.ts';
import { UsageError } from '../usage-error.ts';
import type { CredentialSource } from './layer.ts';

/**
 * Fetches passwords, tokens and tickets from where they are kept: each place is gone to once in a run, and a person is asked once for
 * each user.
 */
export class LoginSecrets {
  readonly #io: Io;
  readonly #fetched = new Map<string, Promise<string>>();
  /** The question that stands: the next one waits for its answer. */
  #asked: Promise<unknown> = Promise.resolve();

  constructor(io: Io) {
    this.#io = io;
  }

  /**
   * A password.
   *
   * @param where what a person is told of the servers: `vc.example.com`, `7 endpoints`
   * @throws UsageError naming the source, and nothing of what it holds; InterruptedError
   */
  password(source: CredentialSource | undefined, username: string, where: string): Promise<string> {
    return source === undefined
      ? this.#once(`ask ${username}`, () => this.#ask(username, where))
      : this.read(source);
  }

  /**
   * What is kept somewhere.
   *
   * @throws UsageError naming the source, and nothing of what it holds
   */
  read(source: CredentialSource): Promise<string> {
    const { kind, value } = source;
    return kind === 'literal'
      ? Promise.resolve(value)
      : this.#once(`${kind} ${value}`, () => secretIn(source, this.#textOf(source)));
  }

  #once(key: string, fetch: () => Promise<string>): Promise<string> {
    const fetched = this.#fetched.get(key) ?? fetch();
    this.#fetched.set(key, fetched);
    return fetched;
  }

  #textOf({ kind, value }: CredentialSource): Promise<string> {
    switch (kind) {
      case 'stdin':
        return readStdin(this.#io);
      case 'command':
        return run(value, this.#io);
      default:
        return readTextFile(value);
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

/**
 * The first line, of a token everything. A command's own words are not repeated: they may hold a secret. Nor is the path that a
 * variable or a file gives: it may be a password in the wrong place. What a flag gives stands on the command line anyway.
 */
async function secretIn({ is, kind, value, from }: CredentialSource, text: Promise<string>) {
  const isShown = kind === 'file' && from.startsWith('--');
  try {
    return secretOf(is, await text);
  } catch (error) {
    const name = isShown ? `${from} ${value}` : from;
    throw new UsageError(
      `${name} gives no ${is}: ${reasonOf(error, isShown ? value : undefined)}`,
      {
        cause: error,
      },
    );
  }
}

function secretOf(is: CredentialSource['is'], text: string): string {
  if (is !== 'token') {
    return firstLineOf(text);
  }
  const token = text.trim();
  if (token === '') {
    throw new Error('it is empty');
  }
  return token;
}

/** @param path the file, where it may be shown */
function reasonOf(error: unknown, path: string | undefined): string {
  if ((error as NodeJS.ErrnoException).code === undefined) {
    return (error as Error).message;
  }
  return path === undefined ? whySecretUnreadable(error) : whyUnreadable(path, error);
}

/** Runs a shell command. What it says on stderr is for the person who waits; what it says on stdout is the secret. */
async function run(command: string, io: Io): Promise<string> {
  return decodeText(await outputOf(command, io));
}

function outputOf(command: string, io: Io): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      env: { ...io.env },
      signal: io.stop,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => reject(new Error('the command could not be run')));
    child.once('close', (code) =>
      code === 0
        ? resolve(Buffer.concat(chunks))
        : reject(new Error(`the command ended with ${code ?? 'a signal'}`)),
    );
  });
}
