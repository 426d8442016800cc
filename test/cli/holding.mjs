/** `node holding.mjs FILE MS`: adds a line to a file, and takes so long for it that it holds the file's lock. The build is what runs. */
import { writeSync } from 'node:fs';
import { updatePrivateFile } from '../../dist/cli/files/private-file.js';

const [path = '', ms = '0'] = process.argv.slice(2);
await updatePrivateFile(path, (text) => {
  writeSync(1, 'held\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
  return `${text}child\n`;
});
