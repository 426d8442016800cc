import type { KeyChange, VmChange } from '../../nested/plan/change.ts';
import type { PlannedActions, VmPlan } from '../../nested/plan/plan.ts';
import type { VmOutcome } from '../../nested/run/outcome.ts';
import {
  flag,
  type Listing,
  moRefField,
  reference,
  text,
  texts,
  type ValueSchema,
} from '../listing.ts';
import { describeChange } from '../plans.ts';

/** A VM of a plan or of a run, flat: what CSV and JSONL hold. The JSON documents tell the same with every fact. */
export interface ChangeRow {
  readonly path: string;
  readonly outcome: VmPlan['fate'] | VmOutcome['outcome'];
  readonly change: string;
  readonly findings: readonly string[];
  readonly error: string | undefined;
  readonly message: string | undefined;
  readonly nestedHVEnabled: VmChange['nestedHVEnabled'];
  readonly extraConfig: readonly KeyChange[];
  readonly steps: PlannedActions;
  readonly moRef: VmPlan['facts']['moRef'];
  readonly endpoint: string;
}

export function changeRow(plan: VmPlan, outcome?: VmOutcome): ChangeRow {
  const { facts, change, fate, steps, findings } = plan;
  return {
    path: facts.path,
    outcome: outcome?.outcome ?? fate,
    change: describeChange(change),
    findings: findings.map(({ code }) => code),
    error: outcome?.error?.code,
    message: outcome?.error?.message,
    nestedHVEnabled: change.nestedHVEnabled,
    extraConfig: change.extraConfig,
    steps,
    moRef: facts.moRef,
    endpoint: facts.endpoint,
  };
}

const onOff: ValueSchema = { type: 'boolean' };
const maybeText: ValueSchema = { type: ['string', 'null'] };

export const changesListing: Listing<ChangeRow> = {
  schema: 'vhv/changes/1',
  linesOnly: true,
  fields: {
    path: { schema: text, describe: 'inventory path' },
    outcome: {
      schema: text,
      describe:
        'change (planned), unchanged, blocked; after the run changed, unverified, failed, left-off, open, unknown or untouched',
    },
    change: { schema: text, describe: 'what was to change, in words' },
    findings: {
      schema: texts,
      describe: 'codes of the findings',
      csv: ({ findings }) => findings.join(' '),
    },
    error: { schema: text, describe: 'code of the error, where there was one' },
    message: { schema: text, describe: 'the error in words' },
    nestedHVEnabled: {
      schema: { type: 'object', properties: { from: onOff, to: onOff } },
      describe: 'the flag before and after, where it was to change',
    },
    extraConfig: {
      schema: {
        type: 'array',
        items: { type: 'object', properties: { key: text, from: maybeText, to: maybeText } },
      },
      describe: 'advanced options before and after; null is not there',
    },
    steps: {
      schema: {
        type: 'object',
        properties: {
          powerCycle: { enum: ['soft', 'hard'] },
          discardSuspended: flag,
          upgradeHardware: text,
          convertTemplate: {
            type: 'object',
            properties: { pool: reference, host: reference },
          },
        },
      },
      describe: 'what has to be done besides the change',
    },
    moRef: moRefField,
    endpoint: { schema: text, describe: 'the server it was reached through' },
  },
};
