import { serverTime } from '../clock.ts';
import type { CpuVendor } from '../model/host-cpu.ts';
import type { GuestSystem } from '../model/vm-guest.ts';
import { fileNotFound } from '../refusal.ts';
import type { GuestProcessInfo, GuestProgramSpec } from '../types.ts';
import { cpuinfo } from './cpuinfo.ts';
import { GuestFiles } from './guest-files.ts';
import { runOnLinux } from './linux.ts';
import type { Result, Surroundings } from './program.ts';
import { runOnWindows } from './windows.ts';

/** What the guest is seen to run on: it changes with the monitor, not with the configuration. */
export interface GuestMachine {
  readonly vendor: CpuVendor;
  readonly cpus: number;
  readonly nestedHV: boolean;
  readonly system: GuestSystem;
}

/** How long the exit code of a process can be asked for (docs/facts.md#guest-exit-codes). */
const keptMs = 5 * 60_000;

/** A program takes a moment: who looks at once sees it still running. */
const runMs = 10;

interface Process {
  readonly info: GuestProcessInfo;
  /** Undefined for what runs as long as the guest does. */
  readonly ends: Date | undefined;
  readonly exitCode: number;
}

type Run = (path: string, line: string, around: Surroundings) => Result | undefined;

interface Kind {
  readonly run: Run;
  /** Where temporary files go, with the separator at its end. */
  readonly temporary: string;
  readonly resident: readonly (readonly [pid: bigint, name: string, cmdLine: string])[];
}

const noProgram: Run = () => undefined;

/** ESXi has a shell, and no /proc (docs/facts.md#esxi-guest): what it can is asked through its own API. */
const kinds: Readonly<Record<GuestSystem, Kind>> = {
  linux: {
    run: runOnLinux,
    temporary: '/tmp/',
    resident: [
      [1n, 'systemd', '/sbin/init'],
      [712n, 'vmtoolsd', '/usr/bin/vmtoolsd'],
    ],
  },
  windows: {
    run: runOnWindows,
    temporary: 'C:\\Users\\Administrator\\AppData\\Local\\Temp\\',
    resident: [[2096n, 'vmtoolsd.exe', '"C:\\Program Files\\VMware\\VMware Tools\\vmtoolsd.exe"']],
  },
  esx: { run: runOnLinux, temporary: '/tmp/', resident: [[712n, 'vmtoolsd', '/bin/vmtoolsd']] },
  other: { run: noProgram, temporary: '/tmp/', resident: [] },
};

/** The inside of a VM, from one boot to the next. */
export class Guest {
  readonly files: GuestFiles;
  readonly #machine: GuestMachine;
  readonly #kind: Kind;
  readonly #processes: Process[];
  #lastPid = 3000n;

  constructor(machine: GuestMachine, disk: Map<string, Buffer>, booted: Date) {
    this.#machine = machine;
    this.#kind = kinds[machine.system];
    const { vendor, cpus, nestedHV, system } = machine;
    const proc = [['/proc/cpuinfo', () => cpuinfo(vendor, cpus, nestedHV)]] as const;
    this.files = new GuestFiles(disk, new Map(system === 'linux' ? proc : []));
    const startTime = serverTime(booted);
    this.#processes = this.#kind.resident.map(([pid, name, cmdLine]) => ({
      info: { name, pid, owner: 'root', cmdLine, startTime },
      ends: undefined,
      exitCode: 0,
    }));
  }

  /** Where temporary files go unless a directory is asked for. */
  get temporary(): string {
    return this.#kind.temporary;
  }

  /**
   * @returns the id of the new process
   * @throws Refusal FileNotFound where the guest has no such program
   */
  start({ programPath, arguments: line }: GuestProgramSpec, owner: string, now: Date): bigint {
    const around = { files: this.files, virtualizes: this.#machine.nestedHV };
    const result = this.#kind.run(programPath, line, around);
    if (result === undefined) {
      throw fileNotFound(programPath);
    }
    this.#lastPid += 1n;
    this.#processes.push({
      info: {
        name: programPath.slice(programPath.search(/[^/\\]*$/)),
        pid: this.#lastPid,
        owner,
        cmdLine: `"${programPath}" ${line}`,
        startTime: serverTime(now),
      },
      ends: new Date(now.getTime() + runMs),
      exitCode: result.exitCode,
    });
    return this.#lastPid;
  }

  /** The processes that run, and those that ended a short while ago; a process that is asked for and not there is left out. */
  processes(pids: readonly bigint[], now: Date): readonly GuestProcessInfo[] {
    return this.#processes
      .filter(({ ends }) => ends === undefined || now.getTime() < ends.getTime() + keptMs)
      .filter(({ info }) => pids.length === 0 || pids.includes(info.pid))
      .map(({ info, ends, exitCode }) =>
        ends !== undefined && ends <= now ? { ...info, endTime: serverTime(ends), exitCode } : info,
      );
  }
}
