import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Simulator } from '../../../src/simulator/index.ts';
import { peersDir } from './peers-dir.ts';
import { type Finished, run } from './run.ts';

interface Address {
  readonly url: string;
  readonly fingerprint256: string;
}

interface Ready extends Address {
  readonly admin: string;
  readonly caPem: string;
  /** The same server at a second port with a certificate of its own (strict -second). */
  readonly second?: Address;
}

interface Launched {
  readonly ready: Ready;
  readonly end: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

type CliEnv = Record<'VHV_URL' | 'VHV_USERNAME' | 'VHV_PASSWORD' | 'VHV_FINGERPRINT', string>;

/** Starts one of our Go servers. It ends when its stdin does, so a test run that dies leaves none behind. */
export async function launch(program: string, flags: readonly string[]): Promise<Launched> {
  const child = spawn(`${peersDir}/${program}`, flags, { stdio: ['pipe', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const died = exited.then(([code]): never => {
    throw new Error(`${program} ${flags.join(' ')}: ended with exit code ${code}`);
  });
  died.catch(() => undefined);
  const [line] = (await Promise.race([once(lines, 'line'), died])) as [string];
  const end = async (): Promise<void> => {
    child.stdin.end();
    await exited;
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { ready: JSON.parse(line) as Ready, end, kill };
}

/** A server of govmomi's simulator as a process of its own. */
export class Peer implements AsyncDisposable {
  readonly ready: Ready;
  readonly #launched: Launched;

  constructor(launched: Launched) {
    this.ready = launched.ready;
    this.#launched = launched;
  }

  /** What the CLI reads from its environment to reach this server. */
  get env(): CliEnv {
    return {
      VHV_URL: this.ready.url,
      VHV_USERNAME: 'user',
      VHV_PASSWORD: 'pass',
      VHV_FINGERPRINT: this.ready.fingerprint256,
    };
  }

  /** What other clients log in with. */
  get login(): Pick<Simulator, 'url' | 'user' | 'password' | 'certificatePem'> {
    const { url, caPem } = this.ready;
    return { url, user: 'user', password: 'pass', certificatePem: caPem };
  }

  /** Requests received so far, by method; `total` counts every HTTP request. */
  async counts(): Promise<Record<string, number>> {
    return (await this.read('/counts')) as Record<string, number>;
  }

  /** The bodies of the requests that called a method. */
  async requests(method: string): Promise<string[]> {
    return (await this.read(`/log?method=${method}`)) as string[];
  }

  async sessions(): Promise<number> {
    return Number(await this.read('/sessions'));
  }

  /** The answer of a GET on the admin port. */
  async read(path: string): Promise<unknown> {
    return (await fetch(`${this.ready.admin}${path}`)).json();
  }

  /** @returns what the admin port answers */
  async post(path: string): Promise<unknown> {
    const response = await fetch(`${this.ready.admin}${path}`, { method: 'POST' });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  /** govmomi's CLI, as a witness that knows nothing of us. */
  govc(...args: readonly string[]): Promise<Finished> {
    const url = this.ready.url.replace('https://', 'https://user:pass@');
    return run(`${peersDir}/govc`, args, { GOVC_URL: url, GOVC_INSECURE: '1' });
  }

  /** One property as govc reads it; an unset one is an empty string. */
  async property(object: string, path: string): Promise<string> {
    const { stdout } = await this.govc('collect', '-s', object, path);
    return stdout.trim();
  }

  kill(): Promise<void> {
    return this.#launched.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#launched.end();
  }
}
