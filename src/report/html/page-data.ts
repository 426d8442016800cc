/**
 * What the page's script gets: columns instead of rows, and numbers that point into lists of distinct texts. 10,000 VMs are some 600 kB
 * that way. A pointer of -1 means that it is not known.
 */
export interface PageData {
  readonly endpoints: readonly string[];
  readonly hosts: readonly string[];
  readonly folders: readonly string[];
  readonly powers: readonly string[];
  readonly hardware: readonly string[];
  readonly states: readonly Named[];
  readonly findings: readonly ExplainedFinding[];
  /** What was seen, by the name of where it was seen, one text for each way in which a finding came up. */
  readonly evidence: readonly string[];
  readonly vms: VmColumns;
  readonly drift?: DriftColumns;
  /** Where the page is about a run that goes on. */
  readonly run?: RunColumns;
}

/** How something is shown: each tone has a colour and a glyph of its own, so that neither is needed to know the other. */
export type Tone = 'good' | 'open' | 'wait' | 'bad' | 'unknown' | 'info';

/** A word for programs, the one for people, and its looks. */
export interface Named {
  readonly key: string;
  readonly label: string;
  readonly tone: Tone;
}

export interface ExplainedFinding {
  readonly code: string;
  readonly tone: Tone;
  readonly severity: string;
  readonly meaning: string;
  readonly remedy: string;
}

export interface VmColumns {
  readonly name: readonly string[];
  readonly moid: readonly string[];
  readonly folder: readonly number[];
  readonly endpoint: readonly number[];
  readonly host: readonly number[];
  readonly power: readonly number[];
  readonly hardware: readonly number[];
  /** On the page of a run it changes. */
  readonly state: number[];
  /** Of each VM: finding, evidence, finding, evidence … */
  readonly findings: readonly (readonly number[])[];
}

/** How each VM stands to a fleet file. */
export interface DriftColumns {
  readonly states: readonly Named[];
  readonly rules: readonly string[];
  /** `nestedHVEnabled: wanted on, is off; …`, one text for each way in which VMs differ. */
  readonly texts: readonly string[];
  readonly state: readonly number[];
  readonly rule: readonly number[];
  readonly differences: readonly (readonly number[])[];
}

/** What a run does with each VM. */
export interface RunColumns {
  /** `nestedHVEnabled: off → on`, one text for each change that VMs are to get. */
  readonly changes: readonly string[];
  readonly change: readonly number[];
  /** Of each VM what is done with it now, or why it ended as it did; empty where there is nothing to say. */
  readonly note: string[];
}
