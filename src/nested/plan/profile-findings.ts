import { finding } from './finding.ts';
import type { Finding } from './finding-codes.ts';
import { profileRules } from './profile-rules.ts';
import type { ProfileName } from './profiles.ts';
import type { FindingInputs } from './vm-plan.ts';

/** What the guest of a profile needs and does not have. */
export function profileFindings(name: ProfileName | undefined, inputs: FindingInputs): Finding[] {
  return profileRules.flatMap(({ code, profiles, evidence }) => {
    const seen = name !== undefined && profiles.includes(name) ? evidence(inputs) : undefined;
    return seen === undefined ? [] : [finding(code, seen)];
  });
}
