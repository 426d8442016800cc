import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { unpack } from '../helpers/kit.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { type KitRecording, kitFolders, readKit, replayKit } from './helpers/kit.ts';

describe.each(kitFolders().map((folder) => ({ folder, name: basename(folder) })))(
  'the kit $name',
  ({ folder }) => {
    it('replays', () => replayKit(readKit(folder)));
  },
);

/** A kit of the simulator, unpacked. */
async function makeKit(options: SimulatorOptions): Promise<string> {
  await using simulator = await startSimulator(options);
  const folder = makeTempDir();
  const archive = join(folder, 'kit.zip');
  const line = ['record-kit', '--with-change', 'hv-01', '--yes', '--out', archive];
  const { exitCode, stderr } = await runCli(line, { env: envOf(simulator) });
  expect(exitCode, stderr).toBe(0);
  const unpacked = join(folder, 'kit');
  unpack(archive, unpacked);
  return unpacked;
}

describe.each(['vcenter', 'esx'] as const)('a kit of a simulated %s', (kind) => {
  it('replays, the change with it', async () => {
    const recordings = readKit(await makeKit({ kind }));
    expect(recordings.map(({ name }) => name)).toEqual([
      '1-about',
      '2-hosts',
      '3-vms',
      '4-dry-run',
      '5-enable',
      '6-disable',
    ]);
    await replayKit(recordings);
  });
});

it('a kit replays when vhv asks for more properties than it did then', async () => {
  const folder = await makeKit({});
  const older = readKit(folder).map((recording) => {
    const asked = '<vim25:pathSet>config.files.vmPathName</vim25:pathSet>';
    const read = /<propSet><name>config\.files\.vmPathName<\/name>.*?<\/propSet>/g;
    const calls = recording.calls.map((call) => ({
      ...call,
      ...(call.body !== undefined && { body: call.body.replaceAll(asked, '') }),
      response: call.response.replaceAll(read, ''),
    }));
    return { ...recording, calls };
  });
  expect(JSON.stringify(older)).not.toBe(JSON.stringify(readKit(folder)));
  await replayKit(older);
});

it('a kit whose server was asked for less than vhv needs now says what is missing', async () => {
  const folder = await makeKit({});
  const [about] = readKit(folder);
  const calls = about?.calls.filter(({ body = '' }) => !body.includes('RetrieveServiceContent'));
  const poor = { ...(about as KitRecording), calls: calls ?? [] };
  await expect(replayKit([poor])).rejects.toThrow('RetrieveServiceContent ServiceInstance');
});
