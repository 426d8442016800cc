import type { Desired } from '../../nested/plan/change.ts';

/** What would stand in the way of turning it on is told beside what it is. */
export const toEnable: Desired = { nestedHVEnabled: true, extraConfig: {} };
