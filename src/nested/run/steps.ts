/** What is done to a VM, each written to the journal before it is taken. */
export const stepNames = [
  /** The guest is asked to shut down. It cannot be recalled. */
  'shutdown',
  /** The VM is powered off. */
  'power-off',
  /** A suspended VM is powered off, and what it held in memory is gone. */
  'discard',
  /** A template is made into a VM. */
  'to-vm',
  /** The virtual hardware is upgraded. It cannot be undone. */
  'upgrade',
  'reconfigure',
  /** Not done: somebody else has made the same change before our request was taken. A rollback leaves it. */
  'found-made',
  /** The change is undone because the VM would not start with it. */
  'take-back',
  /** The VM is made into a template again. */
  'to-template',
  'power-on',
] as const;

export type StepName = (typeof stepNames)[number];

/** What a run has to do about the steps of a VM. */
export interface StepHooks {
  /** Writes a step ahead. */
  readonly begin: (step: StepName) => Promise<void>;
  /** Waits for a guest that has had its time already, as long as the run lingers. */
  readonly linger: (isOver: () => Promise<boolean>) => Promise<boolean>;
}
