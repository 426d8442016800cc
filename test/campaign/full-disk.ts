import { type FileHandle, open } from 'node:fs/promises';

/** As the journal writes. */
type Where = readonly [buffer: Buffer, offset: number, length: number | null, position: number];

/** Lets the disk be full for this process while `work` runs, once it has written so many bytes: writes fail with ENOSPC, or are cut short. */
export async function onFullDisk<Result>(
  bytes: number | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (bytes === undefined) {
    return work();
  }
  const handles = await prototypeOfHandles();
  const write: (...where: Where) => Promise<{ bytesWritten: number }> = handles.write;
  let left = bytes;
  handles.write = async function writeWhatFits(
    this: FileHandle,
    ...[buffer, offset, , position]: Where
  ) {
    const length = Math.min(buffer.length - offset, left);
    if (length <= 0) {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        errno: -28,
        syscall: 'write',
      });
    }
    left -= length;
    return write.call(this, buffer, offset, length, position);
  } as FileHandle['write'];
  try {
    return await work();
  } finally {
    handles.write = write as FileHandle['write'];
  }
}

async function prototypeOfHandles(): Promise<FileHandle> {
  await using file = await open(import.meta.filename);
  return Object.getPrototypeOf(file) as FileHandle;
}
