import type { CpuVendor } from '../model/host-cpu.ts';
import { fileNotFound } from '../refusal.ts';
import type { GuestProcessInfo, GuestProgramSpec } from '../types.ts';
import { cpuinfo } from './cpuinfo.ts';
import { findProgram, runProgram } from './programs.ts';

/** What the guest is seen to run on: it changes with the monitor, not with the configuration. */
export interface GuestMachine {
  readonly vendor: CpuVendor;
  readonly cpus: number;
  readonly nestedHV: boolean;
  /** Only a guest with a shell and /proc has programs here. */
  readonly isLinux: boolean;
}

/** How long the exit code of a process can be asked for (vsphere-facts.md 4.2). */
const keptMs = 5 * 60_000;

/** A program takes a moment: who looks at once sees it still running. */
const runMs = 10;

interface Process {
  readonly info: GuestProcessInfo;
  /** Undefined for what runs as long as the guest does. */
  readonly ends: Date | undefined;
  readonly exitCode: number;
}

/** The inside of a VM, from one boot to the next. */
export class Guest {
  readonly #machine: GuestMachine;
  readonly #processes: Process[] = [];
  #lastPid = 1000n;

  constructor(machine: GuestMachine, booted: Date) {
    this.#machine = machine;
    if (machine.isLinux) {
      this.#resident(1n, 'systemd', '/sbin/init', booted);
      this.#resident(712n, 'vmtoolsd', '/usr/bin/vmtoolsd', booted);
    }
  }

  /**
   * @returns the id of the new process
   * @throws Refusal FileNotFound where the guest has no such program
   */
  start(spec: GuestProgramSpec, owner: string, now: Date): bigint {
    const { isLinux, vendor, cpus, nestedHV } = this.#machine;
    const program = isLinux ? findProgram(spec.programPath) : undefined;
    if (program === undefined) {
      throw fileNotFound(spec.programPath);
    }
    const files = new Map([['/proc/cpuinfo', cpuinfo(vendor, cpus, nestedHV)]]);
    this.#lastPid += 1n;
    this.#processes.push({
      info: {
        name: spec.programPath.slice(spec.programPath.lastIndexOf('/') + 1),
        pid: this.#lastPid,
        owner,
        cmdLine: `"${spec.programPath}" ${spec.arguments}`,
        startTime: now.toISOString(),
      },
      ends: new Date(now.getTime() + runMs),
      exitCode: runProgram(program, spec.arguments, files),
    });
    return this.#lastPid;
  }

  /** The processes that run, and those that ended a short while ago; a process that is asked for and not there is left out. */
  processes(pids: readonly bigint[], now: Date): readonly GuestProcessInfo[] {
    return this.#processes
      .filter(({ ends }) => ends === undefined || now.getTime() < ends.getTime() + keptMs)
      .filter(({ info }) => pids.length === 0 || pids.includes(info.pid))
      .map(({ info, ends, exitCode }) =>
        ends !== undefined && ends <= now
          ? { ...info, endTime: ends.toISOString(), exitCode }
          : info,
      );
  }

  #resident(pid: bigint, name: string, cmdLine: string, booted: Date): void {
    const info = { name, pid, owner: 'root', cmdLine, startTime: booted.toISOString() };
    this.#processes.push({ info, ends: undefined, exitCode: 0 });
  }
}
