import type { VmPlan } from '../../nested/plan/plan.ts';
import type { VmState } from '../html/vm-state.ts';
import { type Listing, moRefField, pathField, text } from '../listing.ts';
import { findingsField } from './findings.ts';

/** How a VM stands to nested virtualization. */
export interface ReportRow {
  readonly endpoint: string;
  readonly moRef: VmPlan['facts']['moRef'];
  readonly path: string;
  readonly state: VmState;
  readonly powerState: VmPlan['facts']['powerState'];
  readonly host: string | undefined;
  readonly hardwareVersion: string | undefined;
  readonly findings: VmPlan['findings'];
}

export const reportListing: Listing<ReportRow> = {
  schema: 'vhv/report/1',
  fields: {
    path: pathField('VM'),
    state: {
      schema: { enum: ['on', 'ready', 'power-cycle', 'blocked', 'unknown'] },
      describe:
        'how it stands: on, ready to be turned on, needs a power cycle, blocked or unknown; docs/report.md tells what was looked at',
      heading: 'STATE',
    },
    powerState: {
      schema: { enum: ['poweredOn', 'poweredOff', 'suspended'] },
      describe: 'runtime.powerState',
      heading: 'POWER',
      drop: 1,
    },
    host: { schema: text, describe: 'name of its host', heading: 'HOST', drop: 3 },
    hardwareVersion: { schema: text, describe: 'config.version', heading: 'HARDWARE', drop: 2 },
    findings: { ...findingsField, describe: 'what would stand in the way of turning it on' },
    moRef: moRefField,
    endpoint: { schema: text, describe: 'the server it was seen through' },
  },
};
