import type { InventoryData, Simulator, SimulatorOptions } from '../../simulator/index.ts';
import type { ConnectOptions } from '../../vsphere/index.ts';
import { cannotListen, whyUnreadable } from '../files/system-error.ts';
import { readTextFile } from '../files/text-file.ts';
import { UsageError } from '../usage-error.ts';

/** The embedded simulator with what it takes to log in to it. */
export interface Embedded extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly connectOptions: ConnectOptions;
}

/** `sim:` is the built-in lab, `sim:inventory.json` what the file describes. */
export function isEmbeddedUrl(url: string | undefined): url is string {
  return url?.startsWith('sim:') ?? false;
}

/** @throws UsageError where the file is not there or is no inventory */
export async function readInventory(path: string): Promise<InventoryData> {
  let text = '';
  try {
    const { parseInventory } = await import('../../simulator/index.ts');
    text = await readTextFile(path);
    return parseInventory(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) {
      // The message of JSON.parse quotes the text around the mistake.
      const { describeMistake } = await import('../files/yaml-file.ts');
      throw new UsageError(`the inventory ${describeMistake(path, text)}`, { cause: error });
    }
    const message = whyUnreadable(path, error);
    // Several problems stand below each other.
    const reason = message.includes('\n') ? `\n  ${message.replaceAll('\n', '\n  ')}` : message;
    throw new UsageError(`the inventory ${path} cannot be read: ${reason}`, { cause: error });
  }
}

/**
 * Starts the simulator. It is loaded only here: most commands never need it.
 *
 * @throws UsageError where the options or the inventory do not fit together
 */
export async function startEmbedded(options: SimulatorOptions): Promise<Embedded> {
  const { startSimulator } = await import('../../simulator/index.ts');
  let simulator: Simulator;
  try {
    simulator = await startSimulator(options);
  } catch (error) {
    throw error instanceof TypeError
      ? new UsageError(error.message, { cause: error })
      : cannotListen(options.port ?? 0, error);
  }
  const { url, user: username, password, fingerprint256 } = simulator;
  return {
    simulator,
    connectOptions: { url, username, password, trust: { kind: 'pinned', fingerprint256 } },
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

export async function startEmbeddedUrl(url: string): Promise<Embedded> {
  const path = url.slice('sim:'.length);
  return startEmbedded(path === '' ? {} : { inventory: await readInventory(path) });
}
