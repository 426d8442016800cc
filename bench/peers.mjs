/** Against govc: one change over a long link. `npm run test:interop` builds it; without it, not measured. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { overLink } from './link.mjs';
import { least, run, vhv, withSimulator } from './processes.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const govc = here('../node_modules/.cache/vhv-peers/govc');

/** @param {string} program @param {readonly string[]} args @param {Record<string, string>} env */
async function timed(program, args, env) {
  const { seconds, exitCode } = await run(program, args, env);
  if (exitCode !== 0) {
    throw new Error(`${program} ${args[0]}: exit ${exitCode}`);
  }
  return seconds;
}

/** @typedef {(what: string, ours: number, theirs: number | undefined, budget: string, unit: string) => void} Tell */

/** @param {Tell} tell @param {string} folder for the journal */
export async function compareOneChange(tell, folder) {
  const roundTripMs = 20;
  /** @param {(server: { env: Record<string, string>, address: string }) => Promise<number>} measure */
  const overLongLink = (measure) =>
    least(3, () =>
      withSimulator(20, 0, ({ env, address }) =>
        overLink(Number(new URL(address).port), roundTripMs, (port) => {
          const far = new URL(address);
          far.port = String(port);
          const url = new URL(env.VHV_URL);
          url.port = String(port);
          return measure({ env: { ...env, VHV_URL: url.href, HOME: folder }, address: far.href });
        }),
      ),
    );
  const vm = 'vm-000001';
  const ours = await overLongLink(({ env }) =>
    timed(process.execPath, [vhv, 'enable', vm, '--yes'], env),
  );
  const change = ['vm.change', '-vm', vm, '-nested-hv-enabled=true'];
  const theirs = existsSync(govc)
    ? await overLongLink(({ address }) =>
        timed(govc, change, { GOVC_URL: address, GOVC_INSECURE: '1', HOME: folder }),
      )
    : undefined;
  tell('one VM over a 20 ms link, against govc', ours, theirs, 'at most 1', 's');
}
