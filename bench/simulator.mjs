/** A simulator in a process of its own: `node simulator.mjs VMS LATENCY_MS`. It tells where it is and ends with its stdin. */
import { startSimulator } from '../dist/simulator/index.js';

const [vms, latencyMs] = process.argv.slice(2).map(Number);
const { url, user, password, fingerprint256 } = await startSimulator({
  inventory: { vms: vms ?? 0 },
  latencyMs: latencyMs ?? 0,
});
process.stdout.write(`${JSON.stringify({ url, user, password, fingerprint256 })}\n`);
process.stdin.resume().on('end', () => process.exit());
