import type { InjectedFault } from '../../src/simulator/index.ts';
import type { OperatorAct } from './operator.ts';

/** What a VM is at the server, as far as a run may change it. */
export interface VmAtServer {
  readonly name: string;
  readonly powerState: string;
  readonly template: boolean;
  readonly nestedHV: boolean;
  /** The advanced option `campaign.key`. */
  readonly key: string | undefined;
}

/** A task on a VM that is over. */
export interface TaskAtServer {
  readonly vm: string;
  readonly method: string;
  readonly by: 'vhv' | 'somebody';
  readonly isSuccess: boolean;
}

/** A server of a campaign, looked at from behind its API. */
export interface CampaignServer {
  readonly url: string;
  readonly fingerprint256: string;
  readonly user: string;
  readonly password: string;
  states(): Promise<readonly VmAtServer[]>;
  /** The oldest first. */
  tasks(): Promise<readonly TaskAtServer[]>;
  sessions(): Promise<number>;
  /** @param onFault called for each call that the fault befalls */
  arm(fault: InjectedFault, onFault: (call: string) => void): void;
  disarm(): void;
  /** Does what the second operator does, or what happens to the server by itself. What the server refuses is not done. */
  act(act: OperatorAct, stage: ActStage): Promise<void>;
  /** The name of a VM, by its place. */
  vmName(place: number): string | undefined;
  close(): Promise<void>;
}

export interface ActStage {
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Fires when the command is over: nobody waits for an occasion any more. */
  readonly over: AbortSignal;
}
