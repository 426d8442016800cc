import { expect, test } from 'vitest';
import { LineChain, readSealedLines } from '../../../src/nested/run/journal/sealed-lines.ts';

test.each(['\u009b31m', '\u202egnp.exe', '\u2066x\u2069', '\u0085', '\u{e0041}'])(
  'a line of a journal holds %j escaped, and gives it back',
  (name) => {
    const chain = new LineChain();
    const text = chain.add({ kind: 'vm', name }) + chain.addTrailer();
    expect(text).not.toMatch(/[\u007f-\u009f\p{Cf}]/u);
    expect(readSealedLines('x', text)).toMatchObject({
      isSealed: true,
      lines: [{ kind: 'vm', name }],
    });
  },
);
