import { setTimeout as sleep } from 'node:timers/promises';
import { VsphereError } from '../errors.ts';
import type { CallOptions } from '../soap/index.ts';
import type { MoRef, NamePasswordAuthentication } from '../vim25/index.ts';
import { fetchGuestFile } from './guest-transfer.ts';
import { retrieveOne } from './property-collector.ts';
import type { Session } from './session.ts';

/** A user of a guest. */
export interface GuestLogin {
  readonly username: string;
  /** Goes into every request below, and into nothing that is written or thrown. */
  readonly password: string;
}

/** Milliseconds until the list of processes is read again: at first, and at most. */
const firstPollMs = 100;
const longestPollMs = 2000;

/** Milliseconds for one program. The server forgets an exit code five minutes after the end (docs/facts.md#guest-exit-codes). */
const programDeadlineMs = 120_000;

/** Programs and files in guests, by way of VMware Tools: the VM has to run, and each call logs in to the guest anew. */
export class GuestOperations {
  readonly #session: Session;
  readonly #auth: NamePasswordAuthentication;
  readonly #processes: MoRef;
  readonly #files: MoRef;

  private constructor(session: Session, login: GuestLogin, processes: MoRef, files: MoRef) {
    this.#session = session;
    this.#auth = { _type: 'NamePasswordAuthentication', interactiveSession: false, ...login };
    this.#processes = processes;
    this.#files = files;
  }

  /** @throws VsphereError (UNSUPPORTED) where the server has no guest operations: before 5.0. */
  static async open(
    session: Session,
    { username, password }: GuestLogin,
    options: CallOptions = {},
  ): Promise<GuestOperations> {
    session.client.keepSecret(password);
    const paths = ['processManager', 'fileManager'];
    const manager = session.manager('guestOperationsManager');
    const properties = await retrieveOne(session, manager, paths, options);
    const [processes, files] = paths.map((path) => properties.get(path) as MoRef | undefined);
    if (processes === undefined || files === undefined) {
      throw new VsphereError('UNSUPPORTED', `${session.endpoint} offers no guest operations`);
    }
    return new GuestOperations(session, { username, password }, processes, files);
  }

  /**
   * Runs a program and waits for its end. On Linux the arguments go through a shell, which also redirects.
   *
   * @returns its exit code
   * @throws FaultError (FileNotFound for a program that is not there); VsphereError: GUEST_PROCESS_GONE where the guest forgot how it
   * ended, GUEST_PROGRAM_DEADLINE where it still ran after two minutes.
   */
  async run(vm: MoRef, program: string, line: string, options: CallOptions = {}): Promise<number> {
    const pid = await this.#session.call(
      'StartProgramInGuest',
      this.#processes,
      { vm, auth: this.#auth, spec: { programPath: program, arguments: line } },
      options,
    );
    return this.#exitCode(vm, pid, program, options);
  }

  /**
   * A new file under the guest's directory for such, for as long as `work` takes. That it could not be deleted is told to `onLeft`: it is
   * no reason for what was found out to be lost.
   */
  async withTemporaryFile<Result>(
    vm: MoRef,
    work: (path: string) => Promise<Result>,
    onLeft: (path: string, error: unknown) => void,
    options: CallOptions = {},
  ): Promise<Result> {
    const auth = this.#auth;
    const name = { prefix: 'vhv-', suffix: '.txt' };
    const parameters = { vm, auth, ...name };
    const path = await this.#session.call(
      'CreateTemporaryFileInGuest',
      this.#files,
      parameters,
      options,
    );
    try {
      return await work(path);
    } finally {
      // With no signal of the caller's: that may be what ended the work.
      await this.#session
        .call('DeleteFileInGuest', this.#files, { vm, auth, filePath: path })
        .catch((error: unknown) => onLeft(path, error));
    }
  }

  /**
   * The text of a file. Its size is what stat says at the start, so a file in /proc is empty (docs/facts.md#guest-proc-files).
   *
   * @throws FaultError, what fetchGuestFile throws
   */
  async readFile(vm: MoRef, guestFilePath: string, options: CallOptions = {}): Promise<string> {
    const { url } = await this.#session.call(
      'InitiateFileTransferFromGuest',
      this.#files,
      { vm, auth: this.#auth, guestFilePath },
      options,
    );
    return fetchGuestFile(this.#session, vm, url, options);
  }

  async #exitCode(vm: MoRef, pid: bigint, program: string, options: CallOptions): Promise<number> {
    const until = performance.now() + programDeadlineMs;
    for (let pause = firstPollMs; ; pause = Math.min(pause * 2, longestPollMs)) {
      const parameters = { vm, auth: this.#auth, pids: [pid] };
      const list = await this.#session.call(
        'ListProcessesInGuest',
        this.#processes,
        parameters,
        options,
      );
      const found = list?.find((info) => info.pid === pid);
      if (found?.exitCode !== undefined) {
        return found.exitCode;
      }
      if (found === undefined || found.endTime !== undefined) {
        throw new VsphereError('GUEST_PROCESS_GONE', `the guest forgot how ${program} ended`);
      }
      if (performance.now() > until) {
        throw new VsphereError(
          'GUEST_PROGRAM_DEADLINE',
          `${program} still ran after ${programDeadlineMs / 1000} s; it was left running`,
        );
      }
      // Woken early, the next call tells that it was given up.
      await sleep(pause, undefined, { signal: options.signal }).catch(() => undefined);
    }
  }
}
