import type { HostSystem } from '../model/host-system.ts';
import { isReadOnly } from '../rules/lockdown.ts';
import { hasPrivilege } from '../users.ts';
import type { World } from '../world.ts';
import { type FileAnswer, type FileRequest, isRead, refused } from './file-answer.ts';

const folder = /^\/host\/?/;

/**
 * `/host/<name>` of an ESXi (vSphere SDK Programming Guide, HTTP Access to vSphere Server Files): GET, HEAD, PUT with
 * Host.Config.AdvancedConfig. Of the files only `vmware_config` is here, /etc/vmware/config itself. A PUT replaces the whole file and asks
 * no questions about what it says.
 *
 * The listing hangs on the managed object browser, which is off by default since 6.0; that it then answers 503 is unverified.
 */
export async function answerHostFile(
  { method, url, body, user }: FileRequest,
  host: HostSystem,
  world: World,
): Promise<FileAnswer> {
  if (!hasPrivilege(user, host, 'Host.Config.AdvancedConfig')) {
    return refused(403);
  }
  const name = url.pathname.replace(folder, '');
  if (name === '') {
    return refused(503);
  }
  if (name !== 'vmware_config') {
    return refused(404);
  }
  if (isRead(method)) {
    return { status: 200, text: host.state.vmwareConfig };
  }
  if (method !== 'PUT') {
    return refused(405);
  }
  // What the free licence does to files is not known; it refuses every other write.
  if (isReadOnly(world)) {
    return refused(403);
  }
  host.state.vmwareConfig = await body();
  return { status: 200, text: '' };
}
