import { encodeName } from '../../entity-name.ts';
import { Datastore } from '../model/datastore.ts';
import { findByPath } from '../model/inventory-path.ts';
import { VirtualMachine } from '../model/virtual-machine.ts';
import { vmxOf } from '../model/vmx.ts';
import { hasPrivilege } from '../users.ts';
import type { World } from '../world.ts';
import { type FileAnswer, type FileRequest, isRead, refused } from './file-answer.ts';

const needed = ['Datastore.Browse', 'Datastore.FileManagement'];

/**
 * `/folder/<path>?dcPath=<datacenter>&dsName=<datastore>`, on vCenter and ESXi: of a datastore's files the .vmx of its VMs, to be read.
 * (vSphere SDK Programming Guide, HTTP Access to vSphere Server Files.)
 */
export function answerDatastoreFile(
  { method, url, user }: FileRequest,
  { root }: World,
): FileAnswer {
  const datacenter = findByPath(root, url.searchParams.get('dcPath') ?? '');
  const dsName = url.searchParams.get('dsName') ?? '';
  const datastore = datacenter && findByPath(datacenter, `datastore/${encodeName(dsName)}`);
  if (!(datastore instanceof Datastore)) {
    return refused(404);
  }
  if (!needed.every((privilege) => hasPrivilege(user, datastore, privilege))) {
    return refused(403);
  }
  if (!isRead(method)) {
    return refused(405);
  }
  const path = `[${dsName}] ${decodeURIComponent(url.pathname.slice('/folder/'.length))}`;
  for (const vm of datastore.vms) {
    if (vm instanceof VirtualMachine && vm.vmPathName === path) {
      return { status: 200, text: vmxOf(vm) };
    }
  }
  return refused(404);
}
