import type { CallOptions } from '../soap/index.ts';
import type { MoRef, OptionDef, OptionValue } from '../vim25/index.ts';
import { retrieveOne } from './property-collector.ts';
import type { Session } from './session.ts';

/**
 * Queries advanced options. A name that ends in a dot means the whole subtree, no name means all of them.
 *
 * @throws FaultError: InvalidName for a name the server has no option of (the list is fixed per build), NoPermission.
 */
export async function queryOptions(
  session: Session,
  optionManager: MoRef,
  name?: string,
  options: CallOptions = {},
): Promise<readonly OptionValue[]> {
  const parameters = name === undefined ? {} : { name };
  return (await session.call('QueryOptions', optionManager, parameters, options)) ?? [];
}

/**
 * Updates advanced options, one after another: where one fails, the ones before it stay. A value's type has to be the option's
 * own: a bigint is sent as xsd:long, a number as xsd:int.
 *
 * @throws FaultError: InvalidName, InvalidArgument (the type, the range), NoPermission (Host.Config.AdvancedConfig).
 */
export async function updateOptions(
  session: Session,
  optionManager: MoRef,
  changedValue: readonly OptionValue[],
  options: CallOptions = {},
): Promise<void> {
  await session.call('UpdateOptions', optionManager, { changedValue }, options);
}

/** What the server says of its options: type, range, choices. Some options have no definition. */
export async function retrieveOptionDefs(
  session: Session,
  optionManager: MoRef,
  options: CallOptions = {},
): Promise<ReadonlyMap<string, OptionDef>> {
  const properties = await retrieveOne(session, optionManager, ['supportedOption'], options);
  const defs = (properties.get('supportedOption') ?? []) as readonly OptionDef[];
  return new Map(defs.map((def) => [def.key, def]));
}
