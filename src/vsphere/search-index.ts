import type { CallOptions } from '../soap/index.ts';
import type { MoRef } from '../vim25/index.ts';
import type { Session } from './session.ts';

/**
 * Finds what stands at an inventory path, each name as the API escapes it: `/DC0/vm/lab/web01`.
 *
 * @returns undefined if nothing is there that this user may see, or the server has no search index
 * @throws FaultError, ExchangeError
 */
export async function findByInventoryPath(
  session: Session,
  path: string,
  options: CallOptions = {},
): Promise<MoRef | undefined> {
  const { searchIndex } = session.content;
  const inventoryPath = path.replace(/^\//, '');
  return (
    searchIndex && session.call('FindByInventoryPath', searchIndex, { inventoryPath }, options)
  );
}

/**
 * Finds the VMs that have an instanceUuid. It should be unique on a server, but copies made behind the server's back share it.
 *
 * @returns those that this user may see; empty if there are none, or the server has no search index
 * @throws FaultError, ExchangeError
 */
export async function findVmsByInstanceUuid(
  session: Session,
  uuid: string,
  options: CallOptions = {},
): Promise<readonly MoRef[]> {
  const { searchIndex } = session.content;
  if (searchIndex === undefined) {
    return [];
  }
  const asked = { uuid, vmSearch: true, instanceUuid: true };
  return (await session.call('FindAllByUuid', searchIndex, asked, options)) ?? [];
}
