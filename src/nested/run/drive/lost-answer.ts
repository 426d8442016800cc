import type { Session } from '../../../vsphere/index.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import { isEmpty, unmet, type VmChange } from '../../plan/change.ts';
import { waitUntilIdle } from './idle.ts';
import { rereadOne } from './reread.ts';

/**
 * What became of a reconfigure whose answer was lost. `not taken` is said only where the VM has not changed at all since it was
 * read, and nothing is under way on it: only then may the request be sent once more.
 */
export type LostAnswer = 'taken' | 'not taken' | 'unclear';

/**
 * Finds out by reading, never by sending again.
 *
 * @throws ExchangeError where the server cannot be asked either.
 */
export async function settleLostAnswer(
  session: Session,
  facts: VmFacts,
  change: VmChange,
): Promise<LostAnswer> {
  if (!(await waitUntilIdle(session, facts.moRef))) {
    return 'unclear';
  }
  const now = await rereadOne(session, facts, change);
  if (now.instanceUuid !== facts.instanceUuid) {
    return 'unclear';
  }
  if (isEmpty(unmet(now, change))) {
    return 'taken';
  }
  const isUntouched = now.changeVersion !== undefined && now.changeVersion === facts.changeVersion;
  return isUntouched ? 'not taken' : 'unclear';
}
