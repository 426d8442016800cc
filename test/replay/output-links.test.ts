import {
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withRecorder } from '../../src/soap/record.ts';
import { withTrace } from '../../src/soap/trace.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { chunks, fakeTransport, post, readText } from './helpers/fake-transport.ts';

const inner = () => fakeTransport(async () => chunks('<a/>'));

async function exchange(transport: ReturnType<typeof withTrace>): Promise<void> {
  const { body } = await transport.exchange(post('CurrentTime'), { deadlineMs: 1000 });
  await readText(body);
}

/** A folder to write into, and a file beside it that nobody is to write to. */
function places() {
  const parent = makeTempDir();
  const [dir, victim] = [join(parent, 'out'), join(parent, 'victim')];
  mkdirSync(dir);
  writeFileSync(victim, 'mine');
  return { parent, dir, victim };
}

describe.skipIf(process.platform === 'win32')('a link that somebody puts in the way', () => {
  it('is not followed where a trace is to begin', async () => {
    const { dir, victim } = places();
    symlinkSync(victim, join(dir, '1-client.log'));
    symlinkSync(`${victim}-to-be`, join(dir, '2-client.log'));
    const transport = withTrace(inner(), dir);
    await exchange(transport);
    expect(readFileSync(join(dir, '3-client.log'), 'utf8')).toContain('CurrentTime 200');
    expect(readFileSync(victim, 'utf8')).toBe('mine');
  });

  it('is not followed where the log of a trace was', async () => {
    const { dir, victim } = places();
    const transport = withTrace(inner(), dir);
    await exchange(transport);
    rmSync(join(dir, '1-client.log'));
    symlinkSync(victim, join(dir, '1-client.log'));
    await exchange(transport);
    expect(readFileSync(victim, 'utf8')).toBe('mine');
  });

  it.each(['1-0001.req.headers', '1-0001.req.xml', '1-0001.res.headers', '1-0001.res.xml'])(
    'is not followed in place of %s, and the failure is reported',
    async (name) => {
      const { dir, victim } = places();
      const failures: unknown[] = [];
      const transport = withTrace(inner(), dir, { onFailure: (error) => failures.push(error) });
      symlinkSync(victim, join(dir, name));
      await exchange(transport);
      expect(readFileSync(victim, 'utf8')).toBe('mine');
      expect(failures).not.toEqual([]);
    },
  );

  it('does not lead a trace elsewhere when the folder itself becomes another', async () => {
    const { parent, dir } = places();
    const [link, other] = [join(parent, 'link'), join(parent, 'other')];
    mkdirSync(other);
    symlinkSync(dir, link);
    const transport = withTrace(inner(), link);
    rmSync(link);
    symlinkSync(other, link);
    await exchange(transport);
    expect(readdirSync(other)).toEqual([]);
    expect(readdirSync(dir)).toContain('1-0001.res.xml');
  });

  it.runIf(process.getuid?.() === 0).each([withTrace, withRecorder])(
    'is refused as the folder if it is another user’s: %o',
    (observe) => {
      const { parent, dir } = places();
      const link = join(parent, 'link');
      symlinkSync(dir, link);
      lchownSync(link, 1234, 1234);
      expect(() => observe(inner(), link)).toThrow('is a link that another user has made');
      expect(readdirSync(dir)).toEqual([]);
    },
  );

  it.each(['recording.json', 'about.json'])('is refused in place of %s', (name) => {
    const { dir, victim } = places();
    symlinkSync(`${victim}-to-be`, join(dir, name));
    expect(() => withRecorder(inner(), dir)).toThrow('holds a recording already');
    expect(readdirSync(dir)).toEqual([name]);
  });

  it('does not get a recording that is already under way', async () => {
    const { parent, dir, victim } = places();
    const transport = withRecorder(inner(), dir);
    await exchange(transport);
    renameSync(dir, join(parent, 'moved'));
    mkdirSync(dir);
    symlinkSync(victim, join(dir, 'recording.json'));
    transport.close();
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    expect(readFileSync(join(parent, 'moved', 'recording.json'), 'utf8')).toContain('/sdk');
  });
});
