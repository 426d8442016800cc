import { describe } from 'vitest';
import { describeChanges } from './changes.ts';
import { describeConnecting, describeSessions } from './connecting.ts';
import { describeOptionChanges, describeOptions } from './options.ts';
import { describePaging, describeProperties } from './properties.ts';
import { describeRequests, describeStrictXml } from './requests.ts';
import type { ReadOnlyTarget, Target } from './target.ts';
import { describeTasks } from './tasks.ts';
import { describeViews } from './views.ts';

function reading(target: ReadOnlyTarget): void {
  describeConnecting(target);
  describeProperties(target);
  describeOptions(target);
  describeRequests(target);
}

/** What our client relies on, asked of a server that somebody has for real: nothing is changed there. */
export function readingContract(target: ReadOnlyTarget): void {
  describe(`the contract, ${target.name}`, () => reading(target));
}

/** What our client relies on. It says the same of every target; what vcsim does otherwise has its name in differences.ts. */
export function contract(target: Target): void {
  describe(`the contract, ${target.name}`, () => {
    reading(target);
    describeSessions(target);
    describePaging(target);
    describeOptionChanges(target);
    describeChanges(target);
    describeTasks(target);
    describeViews(target);
    describeStrictXml(target);
  });
}
