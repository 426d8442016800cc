import type { FindingCode } from '../../src/nested/plan/finding-codes.ts';
import { capabilitySituations } from './capability-situations.ts';
import { cycleSituations } from './cycle-situations.ts';
import type { Pair } from './situation.ts';
import { vmSituations } from './vm-situations.ts';

/** For each code: where it is found, and the nearest situation where it is not. */
export const situations: Readonly<Record<FindingCode, Pair>> = {
  ...vmSituations,
  ...capabilitySituations,
  ...cycleSituations,
};
