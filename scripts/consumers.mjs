#!/usr/bin/env node
import assert from 'node:assert/strict';
// Proves the package as its users have it: packs it, installs the tarball in an empty project, type-checks the programs in docs/ strictly under both
// module resolutions, and runs each, TypeScript and JavaScript, ESM and require(), against a simulator that comes from the tarball too.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readExamples } from './lib/examples.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'vhv-consumer-'));
const inFolder = (...parts) => join(folder, ...parts);
const inModules = (...parts) => join(root, 'node_modules', ...parts);

/** Runs a program in the consumer's folder. @returns what it wrote to stdout, if it ended with the exit code, or by the signal, of `ends` */
async function runProgram(command, args, { env = {}, cwd = folder, whileItRuns, ends = 0 } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && command === 'npm',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const ended = once(child, 'close');
  await whileItRuns?.(child);
  const [code, signal] = await ended;
  assert.ok(
    (code ?? signal) === ends,
    `${command} ${args.join(' ')} ended with ${code ?? signal}\n${stdout}${stderr}`,
  );
  return stdout;
}

async function install() {
  const packed = await runProgram('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: root,
  });
  writeFileSync(
    inFolder('package.json'),
    '{ "name": "consumer", "private": true, "type": "module" }',
  );
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  await runProgram('npm', ['install', ...flags, inFolder(packed.trim())]);
  // What a consumer brings along: the repository's own will do.
  mkdirSync(inFolder('node_modules', '@types'), { recursive: true });
  for (const name of ['typescript', 'vitest', '@types/node', 'undici-types']) {
    const there = readdirSync(inFolder('node_modules', dirname(name)));
    if (!there.includes(name.split('/').at(-1))) {
      symlinkSync(inModules(name), inFolder('node_modules', name), 'junction');
    }
  }
}

/** As strict as TypeScript can be, with the declarations of the package itself checked. */
const strict = {
  target: 'es2022',
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  skipLibCheck: false,
};

async function typeCheck(files) {
  const resolutions = [
    { name: 'bundler', options: { module: 'esnext', moduleResolution: 'bundler', noEmit: true } },
    { name: 'nodenext', options: { module: 'nodenext', outDir: 'out' } },
  ];
  for (const { name, options } of resolutions) {
    const config = inFolder(`tsconfig.${name}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...options }, files }));
    await runProgram(process.execPath, [inModules('typescript', 'bin', 'tsc'), '-p', config]);
    console.log(`typescript, ${name}: ${files.join(', ')}`);
  }
}

/** The programs of docs/library.md, one after another on one server. */
async function runPrograms() {
  const simulatorPath = inFolder('node_modules', 'vhv', 'dist', 'simulator', 'index.js');
  const { startSimulator } = await import(pathToFileURL(simulatorPath).href);
  const running = { host: 'esx-01', power: 'poweredOn', tools: 'running' };
  const vms = ['web01', 'web02'].map((name) => ({ name, ...running }));
  const clusters = [{ name: 'C', hosts: [{ name: 'esx-01' }] }];
  const simulator = await startSimulator({
    inventory: { datacenters: [{ name: 'DC', clusters, vms }] },
  });
  try {
    await runOn(simulator);
  } finally {
    await simulator.close();
  }
}

async function runOn(simulator) {
  const { url, username, password, trust } = simulator.connectOptions;
  const env = {
    VC_URL: url,
    VC_USERNAME: username,
    VC_PASSWORD: password,
    VC_FINGERPRINT: trust.fingerprint256,
    STATE: inFolder('state'),
  };
  const node = (...args) => runProgram(process.execPath, args, { env });

  /** Sends a signal to a program while its first VM is off: the reconfiguration is answered late. */
  const signalled = (name, [program, vm], { delayMs, ends }) => {
    simulator.requests.reset();
    simulator.faults.add({ method: 'ReconfigVM_Task', times: 1, delayMs });
    return runProgram(process.execPath, [program, vm], {
      env,
      ends,
      whileItRuns: async (child) => {
        const until = Date.now() + 60_000;
        while (simulator.requests.of('ReconfigVM_Task') === 0) {
          assert.ok(child.exitCode === null && Date.now() < until, `${program} changes nothing`);
          await sleep(50);
        }
        child.kill(name);
      },
    });
  };

  const kill = { delayMs: 60_000, ends: 'SIGKILL' };
  await signalled('SIGKILL', ['enable.mjs', '/DC/vm/web01'], kill);
  assert.match(await node('recover.mjs', 'resume'), /\[ 'changed' \]/);
  const enabled = await node(join('out', 'enable.js'));
  assert.match(enabled, /^web02 changed$/m);
  assert.match(await node('verify.cjs'), /web01: .*web02: /s);
  const journal = enabled.trim().split('\n').at(-1);
  assert.match(await node('recover.mjs', 'rollback', journal), /\[ 'changed' \] 0 0/);
  if (process.platform !== 'win32') {
    const end = { delayMs: 1000, ends: 0 };
    const stopped = await signalled('SIGTERM', ['stoppable.mjs', '/DC/vm/web02'], end);
    assert.match(stopped, /^web02 changed/);
  }
  assert.equal(
    simulator.sessionCount,
    1,
    'only the session of the program that was killed is left',
  );
  console.log(
    'node: enable.mjs (killed), recover.mjs, enable.ts, verify.cjs, recover.mjs, stoppable.mjs',
  );
}

try {
  await install();
  const examples = readExamples();
  for (const { name, code } of examples) {
    writeFileSync(inFolder(name), code);
  }
  await typeCheck(examples.map(({ name }) => name).filter((name) => name.endsWith('.ts')));
  await runPrograms();
  await runProgram(process.execPath, [inModules('vitest', 'vitest.mjs'), 'run', '--root', folder]);
  console.log('vitest: nested.test.ts');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
