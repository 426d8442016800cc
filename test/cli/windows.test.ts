import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { envOf, runCli } from '../helpers/cli.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

it('with the variables of Windows, what is kept lies where they say, under names that Windows takes', async () => {
  await using simulator = await startSimulator();
  const [local, roaming] = [makeTempDir(), makeTempDir()];
  // Empty is as good as unset, as the tests' own folder would win.
  const env = {
    ...envOf(simulator),
    XDG_STATE_HOME: '',
    LOCALAPPDATA: local,
    APPDATA: roaming,
  };
  const enable = ['enable', 'hv-01', '--session-reuse', '--yes'];
  expect(await runCli(enable, { env })).toMatchObject({ exitCode: 0 });
  const trust = ['cert', '--trust', '--yes', '--url', simulator.url];
  expect(await runCli(trust, { env })).toMatchObject({ exitCode: 0 });
  const names = [local, roaming].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }),
  );
  expect(names).toEqual(
    expect.arrayContaining([
      join('vhv', 'sessions.json'),
      join('vhv', 'known_hosts'),
      expect.stringMatching(/journals.[\dTZ-]+-enable-\w+\.jsonl$/),
    ]),
  );
  for (const name of names.flatMap((path) => path.split(/[\\/]/))) {
    expect(name).not.toMatch(/[<>:"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
  }
});
