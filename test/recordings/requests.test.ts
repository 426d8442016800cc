import { describe, expect, test } from 'vitest';
import { readFault } from '../../src/vim25/index.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, decode } from '../simulator/client.ts';
import { folder, listRecordings, readRecording, recordedHttp } from './folder.ts';
import { localize } from './localize.ts';

/** What a server answered: the element in its body, and the type of the fault if it is one. */
function answerOf(text: string) {
  const envelope = decode(text);
  return envelope.kind === 'fault'
    ? { fault: readFault(envelope.fault).type }
    : { element: envelope.element };
}

const requests = listRecordings('.request.xml');

test.runIf(folder === undefined)(
  'skipped: VHV_RECORDINGS names no folder of recordings',
  ({ skip }) => {
    skip('set VHV_RECORDINGS to the folder of recordings');
  },
);

describe.skipIf(folder === undefined)('requests that a real server has answered', () => {
  test.each(requests)('%s is answered alike', async (name) => {
    const kind = name.includes('-esxi-') ? 'esx' : 'vcenter';
    const client = await Client.login(await testSimulator({ kind }));
    const response = name.replace('.request.', '.response.');
    const { status, soapAction } = recordedHttp(response);
    const body = await localize(readRecording(name), client);
    const answer = await client.post(body, { soapaction: soapAction });
    expect({ status: answer.status, ...answerOf(answer.text) }).toStrictEqual({
      status,
      ...answerOf(readRecording(response)),
    });
  });
});
