import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { peersDir } from './peers-dir.ts';
import { bin } from './run.ts';

const script = fileURLToPath(new URL('../python/terminal.py', import.meta.url));

interface Modes {
  readonly canonical: boolean;
  readonly echo: boolean;
}

/** The built CLI on a terminal of its own: a real one, with the kernel's buffer. Ends with the test. */
export class Terminal {
  /** All that was shown, echoed keys too, without what moves the cursor. */
  shown = '';
  /** The terminal's modes when they were last asked for, and when the program had ended. */
  modes: Modes | undefined;
  /** Negative for a signal. */
  exitCode: number | undefined;
  readonly #python: ChildProcess;

  private constructor(python: ChildProcess) {
    this.#python = python;
  }

  /** @param program what the arguments are for. Default: the built CLI */
  static start(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    program: readonly string[] = [process.execPath, bin],
  ): Terminal {
    const { PATH = '', HOME = '' } = process.env;
    const python = spawn(`${peersDir}/python/bin/python3`, [script, ...program, ...args], {
      env: { PATH, HOME, TERM: 'xterm', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const terminal = new Terminal(python);
    createInterface({ input: python.stdout }).on('line', (line) => terminal.#hear(line));
    python.stdin.on('error', () => undefined);
    const closed = once(python, 'close');
    onTestFinished(async () => {
      python.stdin.end();
      await closed;
    });
    return terminal;
  }

  #hear(line: string): void {
    const { shown, modes, exit } = JSON.parse(line) as {
      readonly shown?: string;
      readonly modes?: Modes;
      readonly exit?: number;
    };
    this.shown = stripVTControlCharacters(this.shown + (shown ?? ''));
    this.modes = modes ?? this.modes;
    this.exitCode = exit ?? this.exitCode;
  }

  #order(order: object): void {
    this.#python.stdin?.write(`${JSON.stringify(order)}\n`);
  }

  type(text: string): void {
    this.#order({ type: text });
  }

  signal(name: NodeJS.Signals): void {
    this.#order({ signal: name });
  }

  /** Takes the terminal away, as a lost SSH connection does. */
  hangUp(): void {
    this.#order({ close: true });
  }

  async shows(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.shown, { timeout: 60_000 }).toMatch(text);
  }

  async ended(): Promise<number> {
    await expect.poll(() => this.exitCode, { timeout: 60_000 }).toBeTypeOf('number');
    return this.exitCode ?? Number.NaN;
  }
}
