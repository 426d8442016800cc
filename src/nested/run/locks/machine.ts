import { readFile, readlink, statfs } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Where a process runs, as far as another one can compare it. */
export interface Place {
  readonly pid: number;
  readonly host: string;
  /** Linux: the id of this start of the kernel, the same in all containers. Elsewhere the host's name. */
  readonly kernel: string;
  /** Linux: the namespace in which `pid` counts; absent where there are none. */
  readonly pidNamespace?: string;
  /** Linux: when the process was started, in ticks: a process with the same number and another start is another process. */
  readonly startTicks?: string;
}

/**
 * Types of volumes that one kernel alone has mounted: what another kernel wrote there, it wrote before this one was started. ext2 to ext4,
 * XFS, Btrfs, tmpfs, overlayfs, ZFS, F2FS, bcachefs. Source: linux/magic.h, and the projects' own headers. [SRC]
 */
const localVolumes: ReadonlySet<number> = new Set([
  0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1, 0xf2f5_2010, 0xca45_1a4e,
]);

async function readOrNot(read: Promise<string>): Promise<string | undefined> {
  try {
    return (await read).trim();
  } catch {
    return undefined;
  }
}

/** The 22nd field of a process's stat; undefined if /proc is not that of the namespace in which process numbers count here. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  if ((await readOrNot(readlink('/proc/self'))) !== String(process.pid)) {
    return undefined;
  }
  const stat = await readOrNot(readFile(`/proc/${pid}/stat`, 'utf8'));
  // The program's name, in brackets, may hold spaces and brackets.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Where this process runs. */
export async function thisPlace(): Promise<Place> {
  const { pid } = process;
  const host = hostname();
  const bootId = await readOrNot(readFile('/proc/sys/kernel/random/boot_id', 'utf8'));
  const pidNamespace = await readOrNot(readlink('/proc/self/ns/pid'));
  const startTicks = await startTicksOf(pid);
  return {
    pid,
    host,
    kernel: bootId ?? `host ${host}`,
    ...(pidNamespace !== undefined && { pidNamespace }),
    ...(startTicks !== undefined && { startTicks }),
  };
}

/** True if no other kernel can have the folder's volume mounted, as far as its type tells. */
export async function isLocalVolume(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    return false;
  }
  try {
    // A type above 2^31 is negative on some machines.
    return localVolumes.has((await statfs(folder)).type >>> 0);
  } catch {
    return false;
  }
}

/** True if the process is certainly gone; false where its number means nothing here. */
export async function isProcessGone(process_: Place, here: Place): Promise<boolean> {
  const { pid, host, kernel, pidNamespace, startTicks } = process_;
  if (host !== here.host || kernel !== here.kernel || pidNamespace !== here.pidNamespace) {
    return false;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return true;
    }
  }
  const now = startTicks === undefined ? undefined : await startTicksOf(pid);
  return now !== undefined && now !== startTicks;
}
