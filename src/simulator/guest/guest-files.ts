import { randomUUID } from 'node:crypto';
import { fileAlreadyExists, fileNotFound } from '../refusal.ts';

/** Makes the text of a file that the kernel writes while it is read. */
export type VirtualFile = () => string;

/** The files of a guest, by path: those on its disk, which outlive a run, and those that its kernel makes up. */
export class GuestFiles {
  readonly #disk: Map<string, Buffer>;
  readonly #virtual: ReadonlyMap<string, VirtualFile>;

  constructor(disk: Map<string, Buffer>, virtual: ReadonlyMap<string, VirtualFile>) {
    this.#disk = disk;
    this.#virtual = virtual;
  }

  /** What a program reads; undefined where there is no such file. */
  read(path: string): string | undefined {
    return this.#virtual.get(path)?.() ?? this.#disk.get(path)?.toString('utf8');
  }

  write(path: string, bytes: Buffer): void {
    this.#disk.set(path, bytes);
  }

  /**
   * What a transfer of the file carries: as many bytes as stat tells at its start, and of a file in /proc that is none (docs/facts.md#guest-proc-files).
   *
   * @throws Refusal FileNotFound
   */
  transfer(path: string): Buffer {
    if (this.#virtual.has(path)) {
      return Buffer.alloc(0);
    }
    const bytes = this.#disk.get(path);
    if (bytes === undefined) {
      throw fileNotFound(path);
    }
    return bytes;
  }

  /** @throws Refusal FileAlreadyExists */
  requireFree(path: string): void {
    if (this.#disk.has(path) || this.#virtual.has(path)) {
      throw fileAlreadyExists(path);
    }
  }

  /** @returns the path of a new and empty file */
  createTemporary(directory: string, prefix: string, suffix: string): string {
    const path = `${directory}${prefix}vmware${randomUUID().slice(0, 8)}${suffix}`;
    this.#disk.set(path, Buffer.alloc(0));
    return path;
  }

  /** @throws Refusal FileNotFound */
  delete(path: string): void {
    if (!this.#disk.delete(path)) {
      throw fileNotFound(path);
    }
  }
}
