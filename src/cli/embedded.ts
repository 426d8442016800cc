import { readFile } from 'node:fs/promises';
import type { ConnectOptions } from '../index.ts';
import type {
  InjectedFault,
  InventoryData,
  Simulator,
  SimulatorOptions,
} from '../simulator/index.ts';
import { cannotListen, whyUnreadable } from './system-error.ts';
import { UsageError } from './usage-error.ts';
import { wholeNumber } from './whole-number.ts';

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
  try {
    const { parseInventory } = await import('../simulator/index.ts');
    return parseInventory(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
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
  const { startSimulator } = await import('../simulator/index.ts');
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

/**
 * Lets faults happen. Those of vim25 are given by their type alone, so the texts that they need are made up.
 *
 * @throws UsageError where there is no such fault, or it needs more than texts
 */
export async function armFaults(
  simulator: Simulator,
  faults: readonly InjectedFault[],
): Promise<void> {
  const { completeFault } = await import('../simulator/index.ts');
  for (const one of faults) {
    const { fault, taskFault } = one;
    try {
      simulator.faults.add({
        ...one,
        ...(fault && { fault: completeFault(fault) }),
        ...(taskFault && { taskFault: completeFault(taskFault) }),
      });
    } catch (error) {
      throw error instanceof TypeError
        ? new UsageError(`--fault: ${error.message}`, { cause: error })
        : error;
    }
  }
}

const faultKeys: Readonly<Record<string, (value: string) => Partial<InjectedFault>>> = {
  method: (method) => ({ method }),
  target: (target) => ({ target }),
  times: (value) => ({ times: wholeNumber('--fault times', value) }),
  probability: (value) => ({ probability: fraction('probability', value) }),
  delay: (value) => ({ delayMs: wholeNumber('--fault delay', value) }),
  fault: (_type) => ({ fault: { _type } }),
  'task-fault': (_type) => ({ taskFault: { _type } }),
  'guest-shutdown': (value) => ({
    guestShutdown: value === 'never' ? 'never' : wholeNumber('--fault guest-shutdown', value),
  }),
  question: (value) => ({
    question: oneOf('question', value, ['moved', 'noVirtualization', 'outOfSpace']),
  }),
  drop: (value) => ({ drop: oneOf('drop', value, ['before', 'after']) }),
  cut: (value) => ({ cut: oneOf('cut', value, ['mid-body']) }),
  expire: () => ({ expireSession: true }),
  restart: (value) => ({
    restart: true,
    ...(value !== '' && { downMs: wholeNumber('--fault restart', value) }),
  }),
};

function fraction(key: string, value: string): number {
  const number = value === '' ? Number.NaN : Number(value);
  if (!(number >= 0 && number <= 1)) {
    throw new UsageError(`--fault ${key} must be from 0 to 1, not '${value}'`);
  }
  return number;
}

function oneOf<Choice extends string>(
  key: string,
  value: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) {
    throw new UsageError(`--fault ${key} must be ${choices.join(' or ')}, not '${value}'`);
  }
  return choice;
}

/** Reads `method=ReconfigVM_Task,times=1,drop=after`. */
export function parseFault(text: string): InjectedFault {
  const parts = text.split(',').map((part): Partial<InjectedFault> => {
    const [key = '', value = ''] = part.split('=', 2);
    const read = Object.hasOwn(faultKeys, key) ? faultKeys[key] : undefined;
    if (read === undefined) {
      throw new UsageError(
        `--fault ${text}: '${key}' is none of ${Object.keys(faultKeys).join(', ')}`,
      );
    }
    return read(value);
  });
  const fault = Object.assign({}, ...parts) as InjectedFault;
  const {
    method: _method,
    target: _target,
    times: _times,
    probability: _probability,
    ...effect
  } = fault;
  if (Object.keys(effect).length === 0) {
    throw new UsageError(
      `--fault ${text} says where, and not what is to happen: add drop=after, say`,
    );
  }
  return fault;
}
