import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeError } from '../../errors.ts';
import type { MoRef } from '../../vim25/index.ts';
import {
  propertiesOf,
  RuntimeWatcher,
  retrieveInventory,
  retrieveObjects,
  type Session,
  TaskWatcher,
} from '../../vsphere/index.ts';
import type { Job } from './job.ts';
import type { RunOptions } from './options.ts';

/** How long to wait before a server that did not answer is asked again, at first and at most. */
const firstPauseMs = 1000;
const longestPauseMs = 15_000;

/** What all VMs of a run on one server share. */
export class ServerAccess implements AsyncDisposable {
  readonly session: Session;
  readonly tasks: TaskWatcher;
  readonly runtimes: RuntimeWatcher;
  readonly options: RunOptions;
  readonly #datacenters = new Map<string, MoRef>();

  constructor(session: Session, options: RunOptions) {
    this.session = session;
    this.options = options;
    this.tasks = new TaskWatcher(session);
    this.runtimes = new RuntimeWatcher(session, options.pollMs);
  }

  /** The datacenter that a VM is powered on through; undefined on a host by itself. */
  datacenterOf(vm: MoRef): MoRef | undefined {
    return this.#datacenters.get(vm.value);
  }

  /** Learns the datacenters of VMs that will be powered on: three requests and one for a hundred VMs. */
  async learnDatacenters(jobs: readonly Job[]): Promise<void> {
    if (!this.session.isVCenter || jobs.length === 0) {
      return;
    }
    const inventory = await retrieveInventory(this.session);
    const vms = jobs.map(({ plan }) => plan.facts.moRef);
    const propSet = [{ type: 'VirtualMachine', pathSet: ['parent', 'parentVApp'] }];
    for await (const content of retrieveObjects(this.session, vms, propSet)) {
      const properties = propertiesOf(content);
      const start = (properties.get('parent') ?? properties.get('parentVApp')) as MoRef | undefined;
      for (const { moRef } of inventory.ancestry(start)) {
        if (moRef.type === 'Datacenter') {
          this.#datacenters.set(content.obj.value, moRef);
        }
      }
    }
  }

  /**
   * Does something that may be done twice, and goes on trying while the server does not answer: for VMs that must not be left as they are.
   *
   * @throws ExchangeError where the server has not answered for as long as the run is patient
   */
  async patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    const until = performance.now() + this.options.patienceMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof ExchangeError) || performance.now() > until) {
          throw error;
        }
        await sleep(Math.min(pauseMs, this.options.patienceMs));
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tasks[Symbol.asyncDispose]();
  }
}
