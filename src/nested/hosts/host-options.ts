import { answerWasLost, FaultError, faultOf, InvalidValueError } from '../../errors.ts';
import type { MoRef, OptionValue } from '../../vim25/index.ts';
import {
  type CallOptions,
  queryOptions,
  retrieveOne,
  retrieveOptionDefs,
  type Session,
  updateOptions,
} from '../../vsphere/index.ts';
import type { ChosenHost } from './host-facts.ts';
import { optionValue } from './option-value.ts';

/** A host whose advanced options can be asked for. */
export interface HostOptions {
  /** The host's inventory path. */
  readonly path: string;
  readonly optionManager: MoRef;
}

/** One option of a host, before and after, each with the option's own type. */
export interface OptionChange {
  readonly key: string;
  readonly from: OptionValue['value'];
  readonly to: OptionValue['value'];
}

/** What was read back after the write. */
export interface OptionOutcome extends OptionChange {
  /** Absent where it could not be read back: then nobody knows. */
  readonly taken?: boolean;
  /** The server's answer where it refused, or why nothing could be read back. */
  readonly fault?: string;
}

/** Finds a host's OptionManager; undefined where the host has none to ask, as when it is not connected. */
export async function findHostOptions(
  session: Session,
  { moRef, path }: ChosenHost,
  options: CallOptions = {},
): Promise<HostOptions | undefined> {
  const properties = await retrieveOne(session, moRef, ['configManager.advancedOption'], options);
  const optionManager = properties.get('configManager.advancedOption') as MoRef | undefined;
  return optionManager === undefined ? undefined : { path, optionManager };
}

/**
 * One option, a subtree (a name that ends in a dot), or without a name all of them.
 *
 * @throws InvalidValueError where the host has no option of that name.
 */
export async function readHostOptions(
  session: Session,
  { path, optionManager }: HostOptions,
  name?: string,
  options: CallOptions = {},
): Promise<readonly OptionValue[]> {
  try {
    return await queryOptions(session, optionManager, name, options);
  } catch (error) {
    throw faultOf(error)?.type === 'InvalidName' ? noSuchOption(path, name) : error;
  }
}

function noSuchOption(path: string, name: string | undefined): InvalidValueError {
  return new InvalidValueError(
    name ?? '',
    `is no option of ${path}: 'vhv hosts options ls' lists them`,
  );
}

/**
 * What has to be written so that a host's options have the wanted values, given as text: only those that differ.
 *
 * @throws InvalidValueError for an option that there is not, and for text that is not of the option's type, range or choices.
 */
export async function planHostOptions(
  session: Session,
  host: HostOptions,
  wanted: Readonly<Record<string, string>>,
  options: CallOptions = {},
): Promise<readonly OptionChange[]> {
  const defs = await retrieveOptionDefs(session, host.optionManager, options);
  const changes: OptionChange[] = [];
  for (const [key, text] of Object.entries(wanted)) {
    const found = await readHostOptions(session, host, key, options);
    const current = found.find((option) => option.key === key);
    if (current === undefined) {
      throw noSuchOption(host.path, key);
    }
    const { value: to } = optionValue(current, defs.get(key), text);
    if (to !== current.value) {
      changes.push({ key, from: current.value, to });
    }
  }
  return changes;
}

/**
 * Writes the changes in one call and reads every one back. The server takes them one after another: where one is refused, those
 * before it stay, and the outcomes say which.
 *
 * @throws ExchangeError where nothing was sent
 */
export async function applyHostOptions(
  session: Session,
  host: HostOptions,
  changes: readonly OptionChange[],
  options: CallOptions = {},
): Promise<readonly OptionOutcome[]> {
  let fault: string | undefined;
  try {
    const values = changes.map(({ key, to: value }) => ({ key, value }));
    await updateOptions(session, host.optionManager, values as readonly OptionValue[], options);
  } catch (error) {
    // A refusal, or an answer that was lost: either way the options themselves tell.
    if (!(error instanceof FaultError || answerWasLost(error))) {
      throw error;
    }
    fault = (error as Error).message;
  }
  const outcomes: OptionOutcome[] = [];
  for (const change of changes) {
    outcomes.push({ ...change, ...(await readBack(session, host, change, fault)) });
  }
  return outcomes;
}

async function readBack(
  session: Session,
  host: HostOptions,
  { key, to }: OptionChange,
  fault: string | undefined,
): Promise<Pick<OptionOutcome, 'taken' | 'fault'>> {
  try {
    const now = await readHostOptions(session, host, key);
    const taken = now.find((option) => option.key === key)?.value === to;
    return { taken, ...(taken || fault === undefined ? {} : { fault }) };
  } catch (error) {
    // After a write even a server that is gone is no reason to lose sight of it.
    return { fault: (error as Error).message };
  }
}
