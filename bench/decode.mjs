/** How fast answers are read: `node decode.mjs FILE N` prints MB/s over N readings of the file, in pieces as a socket brings them. */
import { readFile } from 'node:fs/promises';
import { EnvelopeDecoder } from '../dist/vim25/index.js';

const [file = '', count = '1'] = process.argv.slice(2);
const text = await readFile(file, 'utf8');
const piece = 65_536;

function readOnce() {
  const decoder = new EnvelopeDecoder();
  for (let start = 0; start < text.length; start += piece) {
    decoder.write(text.slice(start, start + piece));
  }
  const envelope = decoder.end();
  if (envelope.kind !== 'message') {
    throw new Error(`${file} holds no answer`);
  }
}

readOnce();
const began = performance.now();
for (let n = 0; n < Number(count); n += 1) {
  readOnce();
}
const seconds = (performance.now() - began) / 1000;
process.stdout.write(`${(Buffer.byteLength(text) * Number(count)) / 1e6 / seconds}\n`);
