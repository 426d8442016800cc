import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const peersDir = `${root}/node_modules/.cache/vhv-peers`;
const bin = `${root}/dist/cli/bin.js`;

/** Builds vcsim and govc from the Go module in test/interop/go. */
export function buildPeers() {
  execFileSync('go', ['build', '-o', `${peersDir}/`, './vcsim', './govc'], {
    cwd: `${root}/test/interop/go`,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** vcsim as a process of its own; it ends when its stdin does. */
export class Peer {
  #child;
  #ready;

  static async start(flags) {
    const peer = new Peer();
    peer.#child = spawn(`${peersDir}/vcsim`, flags, { stdio: ['pipe', 'pipe', 'ignore'] });
    const [line] = await once(createInterface({ input: peer.#child.stdout }), 'line');
    peer.#ready = JSON.parse(line);
    return peer;
  }

  async end() {
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }

  async get(path) {
    return (await fetch(`${this.#ready.admin}${path}`)).json();
  }

  async post(path) {
    const response = await fetch(`${this.#ready.admin}${path}`, { method: 'POST' });
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
  }

  async govc(...args) {
    const GOVC_URL = this.#ready.url.replace('://', '://user:pass@');
    const env = { ...process.env, GOVC_URL, GOVC_INSECURE: '1' };
    await promisify(execFile)(`${peersDir}/govc`, args, { env });
  }

  /** Runs the built CLI, and returns its exit code with what it said. */
  async vhv(args, password = 'pass') {
    const state = await mkdtemp(join(tmpdir(), 'vhv-state-'));
    const env = {
      XDG_STATE_HOME: state,
      PATH: process.env.PATH,
      VHV_URL: this.#ready.url,
      VHV_USERNAME: 'user',
      VHV_PASSWORD: password,
      VHV_FINGERPRINT: this.#ready.fingerprint256,
    };
    const child = spawn(process.execPath, [bin, ...args], { env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
    }
    child.stdin.end();
    const [exitCode] = await once(child, 'close');
    await rm(state, { recursive: true });
    return { exitCode, said };
  }
}
