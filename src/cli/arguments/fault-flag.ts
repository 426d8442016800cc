import { didYouMean } from '../../nearest.ts';
import type { InjectedFault, Simulator } from '../../simulator/index.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from './whole-number.ts';

/** What faults may befall beside the methods of the API: files are got and put over plain HTTPS. */
const httpMethods = ['GET', 'HEAD', 'PUT', 'POST'];

/** @throws UsageError where there is no such method, or no such object: the fault would never happen */
function checkPlace(
  { model }: Simulator,
  { method, target }: InjectedFault,
  names: string[],
): void {
  if (method !== undefined && !names.includes(method)) {
    throw new UsageError(
      `--fault method=${method}: the simulator has no such method${didYouMean(method, names)}`,
    );
  }
  const known = [...model.inventory.objects()].map(({ moRef }) => moRef);
  const isThere = known.some(
    ({ type, value }) => target === value || target === `${type}:${value}`,
  );
  if (target !== undefined && !isThere) {
    const moids = known.map(({ value }) => value);
    throw new UsageError(
      `--fault target=${target}: the simulator has no such object${didYouMean(target, moids)}`,
    );
  }
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
  const { completeFault, methodNames } = await import('../../simulator/index.ts');
  const names = [...methodNames(), ...httpMethods];
  for (const one of faults) {
    checkPlace(simulator, one, names);
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
    guestShutdown: /^\d/.test(value)
      ? wholeNumber('--fault guest-shutdown', value)
      : oneOf('guest-shutdown, where it is no number of ms,', value, ['never', 'reboots'] as const),
  }),
  question: (value) => ({
    question: oneOf('question', value, ['moved', 'noVirtualization', 'outOfSpace']),
  }),
  drop: (value) => ({ drop: oneOf('drop', value, ['before', 'after']) }),
  status: (value) => ({
    status: Number(oneOf('status', value, ['502', '503', '504'])) as 502 | 503 | 504,
  }),
  'retry-after': (value) => ({ retryAfter: value }),
  cut: (value) => ({ cut: oneOf('cut', value, ['mid-body', 'stalls']) }),
  reset: () => ({ reset: true }),
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
    throw new UsageError(
      `--fault ${key} must be ${choices.join(' or ')}, not '${value}'${didYouMean(value, choices)}`,
    );
  }
  return choice;
}

/** Reads `method=ReconfigVM_Task,times=1,drop=after`. */
export function parseFault(text: string): InjectedFault {
  const parts = text.split(',').map((part): Partial<InjectedFault> => {
    const [key = '', value = ''] = part.split('=', 2);
    const names = Object.keys(faultKeys);
    const read = Object.hasOwn(faultKeys, key) ? faultKeys[key] : undefined;
    if (read === undefined) {
      throw new UsageError(
        `--fault ${text}: '${key}' is none of ${names.join(', ')}${didYouMean(key, names)}`,
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
