import { expect } from 'vitest';
import { launch, Peer } from './peer.ts';

/** One SOAP call in the server's log. */
interface Call {
  readonly method: string;
  readonly type: string;
  /** Moid of the object that was called. */
  readonly object: string;
  readonly operationID?: string;
  /** ISO 8601. */
  readonly start: string;
  /** Unset while the call is under way. */
  readonly end?: string;
  /** HTTP status; unset for a call that was cut or is under way. */
  readonly status?: number;
}

/** What somebody else does to a VM; see go/README.md. */
type Action =
  | 'copy'
  | 'guest'
  | 'move'
  | 'off'
  | 'on'
  | 'reboot'
  | 'register-again'
  | 'remove'
  | 'set'
  | 'tools'
  | 'touch';

/** Methods that change nothing on a server: reads, and what is about the session or its views alone. */
const reads =
  /^(RetrieveServiceContent|Login|Logout|(Continue)?RetrieveProperties(Ex)?|Create(Container|List)View|ModifyListView|DestroyView|Create(PropertyCollector|Filter)|DestroyProperty(Collector|Filter)|(Cancel)?WaitForUpdates(Ex)?|(Query|Fetch|Find|HasPrivilege|CurrentTime|SessionIsActive)\w*|Check\w+_Task)$/;

type Query = Readonly<Record<string, string>>;

const queryOf = (query: Query): string => new URLSearchParams(query).toString();

/** VMware's simulator with handlers of ours that are as strict, slow and forgetful as a real server. */
export class Strict extends Peer {
  static async start(...flags: readonly string[]): Promise<Strict> {
    return new Strict(await launch('strict', flags));
  }

  /** The calls received since the start or the last `/counts/reset`, oldest first. */
  async calls(method = ''): Promise<Call[]> {
    return (await this.read(`/calls?method=${method}`)) as Call[];
  }

  /** What has been called that may change something, oldest first. */
  async writes(): Promise<string[]> {
    const methods = (await this.calls()).map(({ method }) => method);
    return methods.filter((method) => !reads.test(method));
  }

  /** Waits until the server has accepted so many calls of a method. */
  async accepts(method: string, times = 1): Promise<void> {
    const accepted = async (): Promise<number> =>
      (await this.calls(method)).filter(({ status }) => status === 200).length;
    await expect.poll(accepted, { timeout: 90_000 }).toBe(times);
  }

  /** Changes options by their flags' names. */
  async options(options: Query): Promise<void> {
    await this.post(`/options?${queryOf(options)}`);
  }

  /** Does something to a VM as somebody else, at once and without a task. @returns the VM's moid after it */
  async somebody(action: Action, vm: string, query: Query = {}): Promise<string> {
    return (await this.post(`/vm/${action}?${queryOf({ vm, ...query })}`)) as string;
  }

  /** Restarts the server: connections, sessions and tasks are gone. */
  async restart(query: Query = {}): Promise<void> {
    await this.post(`/restart?${queryOf(query)}`);
  }
}
