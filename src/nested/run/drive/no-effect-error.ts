import { VsphereError } from '../../../errors.ts';
import { onOff } from '../../on-off.ts';
import type { VmPlan } from '../../plan/plan.ts';
import type { Evidence } from '../../verify/evidence.ts';
import { judge } from '../../verify/judge.ts';
import type { VmProof } from '../../verify/levels.ts';

/** What was asked for is set, and does not show where it has to: the VM will not ask a host for it, or the present run was not started with it. */
export class NoEffectError extends VsphereError {
  override name = 'NoEffectError';
  readonly levels: VmProof['levels'];

  constructor(wanted: boolean, { levels }: VmProof) {
    const said = [levels.required, levels.effective]
      .filter(({ state }) => state === 'disagrees' || state === 'pending')
      .map(({ source, value, reason }) => `${source} says ${onOff(value === true)} (${reason})`);
    super(
      'NO_EFFECT',
      `nestedHVEnabled is ${onOff(wanted)}, as was asked for, and ${said.join(', ')}`,
    );
    this.levels = levels;
  }
}

/**
 * Holds a VM that was changed against its plan at every level that can be read without its guest, as `verify` does. A level that cannot be
 * read is no objection.
 */
export function objectionTo({ change }: VmPlan, evidence: Evidence): NoEffectError | undefined {
  const wanted = change.nestedHVEnabled?.to;
  if (wanted === undefined) {
    return undefined;
  }
  const proof = judge(evidence, undefined, wanted);
  const isDenied = proof.verdict === 'disagrees' || proof.verdict === 'pending';
  return isDenied ? new NoEffectError(wanted, proof) : undefined;
}
