// Makes fixtures/recordings again: the built CLI against vcsim, recorded by the CLI itself.
// With --check it records aside and compares with what is there.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareRecordings } from './lib/compare-recordings.mjs';
import { buildPeers, Peer } from './lib/peer.mjs';
import { scenarios } from './lib/scenarios.mjs';

const committed = fileURLToPath(new URL('../fixtures/recordings', import.meta.url));

async function record({ name, flags, before, meanwhile, password, command, isRaw, exitCode }, dir) {
  const peer = await Peer.start(flags);
  try {
    await before?.(peer);
    const raw = isRaw ? ['--record-raw'] : [];
    const running = peer.vhv([...command, '--record', join(dir, name), ...raw], password);
    await meanwhile?.(peer);
    const finished = await running;
    if (finished.exitCode !== exitCode) {
      throw new Error(
        `${name}: exit code ${finished.exitCode}, expected ${exitCode}\n${finished.said}`,
      );
    }
  } finally {
    await peer.end();
  }
}

async function recordAll(dir) {
  for (const scenario of scenarios) {
    await record(scenario, dir);
  }
}

async function check() {
  const fresh = await mkdtemp(join(tmpdir(), 'vhv-recordings-'));
  try {
    await recordAll(fresh);
    const names = new Set([...(await readdir(fresh)), ...(await readdir(committed))]);
    let isSame = true;
    for (const name of names) {
      const isThere = existsSync(join(committed, name)) && existsSync(join(fresh, name));
      const differences = isThere
        ? compareRecordings(join(committed, name), join(fresh, name))
        : ['is only there or only here'];
      for (const difference of differences) {
        isSame = false;
        console.error(`fixtures/recordings/${name}: ${difference}`);
      }
    }
    console.log(
      isSame
        ? `${names.size} recordings are as they would be made now`
        : 'run npm run record, and look at what has changed',
    );
    return isSame;
  } finally {
    await rm(fresh, { recursive: true });
  }
}

buildPeers();
if (process.argv.includes('--check')) {
  process.exitCode = (await check()) ? 0 : 1;
} else {
  await rm(committed, { recursive: true, force: true });
  await mkdir(committed);
  await recordAll(committed);
  console.log(`${scenarios.length} recordings in fixtures/recordings`);
}
