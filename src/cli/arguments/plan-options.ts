import type { InferredOptionTypes, Options } from 'yargs';
import { nearest } from '../../nearest.ts';
import { whyNotAcceptable } from '../../nested/plan/finding.ts';
import { type FindingCode, findingCodes } from '../../nested/plan/finding-codes.ts';
import { type ProfileName, profiles } from '../../nested/plan/profiles.ts';
import type { PlanOptions } from '../../nested/plan/vm-plan.ts';
import { UsageError } from '../usage-error.ts';
import { type maxDownOption, readDownLimits } from './down-limits.ts';

const group = 'What it may do:';

/** What a plan may do besides the change itself. */
export const planOptions = {
  'power-cycle': {
    type: 'string',
    choices: ['never', 'soft', 'hard'],
    default: 'never',
    describe:
      'shut VMs that run down and start them again; hard powers off where the guest does not',
    group,
  },
  'discard-suspended': {
    type: 'boolean',
    default: false,
    describe: 'power suspended VMs off: what they hold in memory is lost',
    group,
  },
  'convert-templates': {
    type: 'boolean',
    default: false,
    describe: 'convert templates to VMs, change them, and convert them back',
    group,
  },
  accept: {
    type: 'string',
    array: true,
    describe: 'CODE[,CODE]: findings to go on in spite of; see docs/findings.md',
    group,
  },
} as const satisfies Record<string, Options>;

/** What only makes sense where nested virtualization is turned on. */
export const enableOptions = {
  'upgrade-hardware': {
    type: 'string',
    describe: 'vmx-NN: upgrade VMs that are too old, and only those; cannot be undone',
    group,
  },
  profile: {
    type: 'string',
    describe: `settings for a kind of guest: ${Object.keys(profiles).join(', ')}`,
    group,
  },
} as const satisfies Record<string, Options>;

export type PlanArgs = InferredOptionTypes<typeof planOptions> &
  Partial<InferredOptionTypes<typeof maxDownOption>>;
export type EnableArgs = Partial<InferredOptionTypes<typeof enableOptions>>;

/** The plan's options, as the flags say. */
export function readPlanOptions(args: PlanArgs & EnableArgs): PlanOptions {
  const upgradeHardware = readHardware(args['upgrade-hardware']);
  const profile = readProfile(args.profile);
  const maxDownPer = readDownLimits(args['max-down-per']);
  return {
    powerCycle: args['power-cycle'] as NonNullable<PlanOptions['powerCycle']>,
    discardSuspended: args['discard-suspended'],
    convertTemplates: args['convert-templates'],
    accept: readCodes(args.accept),
    ...(maxDownPer.length > 0 && { maxDownPer }),
    ...(upgradeHardware !== undefined && { upgradeHardware }),
    ...(profile !== undefined && { profile }),
  };
}

function readHardware(text: string | undefined): string | undefined {
  const number = Number(/^vmx-(\d{2,3})$/.exec(text ?? '')?.[1]);
  if (text !== undefined && !(number >= 9)) {
    throw new UsageError(`--upgrade-hardware ${text}: write vmx-NN, vmx-09 at least`);
  }
  return text;
}

function readProfile(text: string | undefined): ProfileName | undefined {
  if (text !== undefined && !Object.hasOwn(profiles, text)) {
    const names = Object.keys(profiles);
    throw new UsageError(`--profile ${text}: ${unknown('profile', nearest(text, names), names)}`);
  }
  return text as ProfileName | undefined;
}

const codes = Object.keys(findingCodes) as FindingCode[];

function readCodes(texts: readonly string[] = []): FindingCode[] {
  const names = texts.flatMap((text) => text.split(',')).map((name) => name.trim().toUpperCase());
  return names.map((name) => {
    const code = codes.find((one) => one === name);
    const acceptable = codes.filter((one) => findingCodes[one].acceptable);
    if (code === undefined) {
      const near = nearest(name, codes);
      throw new UsageError(`--accept ${name}: ${unknown('finding', near, acceptable)}`);
    }
    const reason = whyNotAcceptable(code);
    if (reason !== undefined) {
      throw new UsageError(
        `--accept ${code}: it ${reason}. What can be accepted: ${acceptable.join(', ')}`,
      );
    }
    return code;
  });
}

function unknown(kind: string, near: readonly string[], all: readonly string[]): string {
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return `there is no such ${kind}.${hint} There are ${all.join(', ')}.`;
}
