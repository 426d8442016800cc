import { VsphereError } from '../../../errors.ts';

/** A plan or journal that is damaged, cut short, or of another program or version. It is not used. */
export class DamagedFileError extends VsphereError {
  override name = 'DamagedFileError';

  /**
   * @param reason what is wrong: `line 5 was changed after it was written`
   * @param fix what a person can do
   */
  constructor(path: string, reason: string, fix: string, options?: ErrorOptions) {
    super('DAMAGED_FILE', `${path} cannot be used: ${reason}. Fix: ${fix}.`, options);
  }
}

/** What to do about a plan that cannot be used. */
export const makePlanAgain = 'make the plan again: vhv plan … --out FILE';

/** What to do about a file of which a line cannot be used; the line counts from 1. */
export function fixForLine(kind: 'plan' | 'journal' | undefined, line: number): string {
  if (kind === 'plan') {
    return makePlanAgain;
  }
  const intact = line === 2 ? 'line 1 is intact' : `lines 1 to ${line - 1} are intact`;
  const byHand =
    kind === 'journal' && line > 1
      ? ` Without a copy, check its VMs by hand: ${intact} and show what the run did to each VM`
      : ' If it is a plan, make the plan again';
  return `restore the file from a copy.${byHand}`;
}

/** A file, or a field of it, that a version after this one has written. */
export function laterVersionError(path: string, what: string): DamagedFileError {
  return new DamagedFileError(
    path,
    `${what}, which this version of vhv does not know`,
    'use the version of vhv that wrote the file',
  );
}
