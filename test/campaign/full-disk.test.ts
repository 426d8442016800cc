import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { onFullDisk } from './full-disk.ts';

test('a disk takes what fits and no more, and takes all again afterwards', async () => {
  await using file = await open(join(makeTempDir(), 'file'), 'w');
  const bytes = Buffer.from('0123456789');
  await onFullDisk(6, async () => {
    expect(await file.write(bytes, 0, null, 0)).toMatchObject({ bytesWritten: 6 });
    await expect(file.write(bytes, 0, null, 6)).rejects.toMatchObject({ code: 'ENOSPC' });
  });
  expect(await file.write(bytes, 0, null, 6)).toMatchObject({ bytesWritten: 10 });
});
