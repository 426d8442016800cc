import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Simulator } from '../../../src/simulator/index.ts';
import { peersDir } from './peers-dir.ts';
import { type Finished, run } from './run.ts';

interface Ready {
  readonly url: string;
  readonly admin: string;
  readonly fingerprint256: string;
  readonly caPem: string;
}

type CliEnv = Record<'VHV_URL' | 'VHV_USERNAME' | 'VHV_PASSWORD' | 'VHV_FINGERPRINT', string>;

/** VMware's own simulator as a process of its own. It ends when its stdin does, so a test run that dies leaves none behind. */
export class Vcsim implements AsyncDisposable {
  readonly ready: Ready;
  readonly #end: () => Promise<void>;
  readonly #kill: () => Promise<void>;

  private constructor(ready: Ready, end: () => Promise<void>, kill: () => Promise<void>) {
    this.ready = ready;
    this.#end = end;
    this.#kill = kill;
  }

  static async start(...flags: readonly string[]): Promise<Vcsim> {
    const child = spawn(`${peersDir}/vcsim`, flags, { stdio: ['pipe', 'pipe', 'ignore'] });
    const exited = once(child, 'exit');
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, 'line')) as [string];
    const end = async (): Promise<void> => {
      child.stdin.end();
      await exited;
    };
    const kill = async (): Promise<void> => {
      child.kill('SIGKILL');
      await exited;
    };
    return new Vcsim(JSON.parse(line) as Ready, end, kill);
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
    return (await (await fetch(`${this.ready.admin}/counts`)).json()) as Record<string, number>;
  }

  /** The bodies of the requests that called a method. */
  async requests(method: string): Promise<string[]> {
    return (await (await fetch(`${this.ready.admin}/log?method=${method}`)).json()) as string[];
  }

  async sessions(): Promise<number> {
    return Number(await (await fetch(`${this.ready.admin}/sessions`)).text());
  }

  async post(path: string): Promise<void> {
    const response = await fetch(`${this.ready.admin}${path}`, { method: 'POST' });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
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
    return this.#kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}
