import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { vhv } from './helpers/run.ts';
import { Strict } from './helpers/strict.ts';

let strict: Strict;
afterEach(() => strict[Symbol.asyncDispose]());

interface Row {
  readonly name: string;
}

/** Two addresses of the server: its names, or two ports with a certificate each. */
function addresses(kind: string): { url: string; fingerprint: string }[] {
  const { url, fingerprint256: fingerprint, second } = strict.ready;
  const other =
    kind === 'names'
      ? { url: url.replace('127.0.0.1', 'localhost'), fingerprint }
      : { url: second?.url ?? '', fingerprint: second?.fingerprint256 ?? '' };
  return [{ url, fingerprint }, other];
}

it.each(['names', 'ports with certificates of their own'])(
  'one server under two %s is planned and changed once',
  async (kind) => {
    strict = await Strict.start('-host', '0', '-vm', '3', '-off=false', '-second');
    const folder = makeTempDir();
    const file = join(folder, 'endpoints.json');
    const [one, two] = addresses(kind);
    const endpoints = [
      { name: 'one', ...one },
      { name: 'two', ...two },
    ];
    writeFileSync(file, JSON.stringify({ defaults: { username: 'user' }, endpoints }));
    const env = { VHV_PASSWORD: 'pass', XDG_STATE_HOME: folder, VHV_ENDPOINTS: file };

    const listed = await vhv(env, ['vms', '--output', 'json']);
    expect(listed.exitCode).toBe(0);
    const { rows } = JSON.parse(listed.stdout) as { readonly rows: readonly Row[] };
    expect(rows.map(({ name }) => name)).toHaveLength(3);

    const ran = await vhv(env, ['enable', '--all', '--power-cycle', 'soft', '--yes']);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await strict.counts()).toMatchObject({
      ShutdownGuest: 3,
      ReconfigVM_Task: 3,
      PowerOnMultiVM_Task: 3,
    });
    expect(await strict.sessions()).toBe(0);
  },
);
