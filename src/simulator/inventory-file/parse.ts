import type { InventoryData } from './inventory-data.ts';
import { type Problem, shapeProblems } from './problems.ts';
import { referenceProblems } from './references.ts';

/** An inventory that does not hold together: everything that is wrong with it, each with its place. */
export class InventoryError extends TypeError {
  override name = 'InventoryError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, reason }) => `${path || 'the inventory'}: ${reason}`).join('\n'));
    this.problems = problems;
  }
}

/**
 * Makes sure that a value is an inventory.
 *
 * @throws InventoryError with all problems at once
 */
export function parseInventory(value: unknown): InventoryData {
  const problems = [...shapeProblems(value), ...referenceProblems(value)];
  if (problems.length > 0) {
    throw new InventoryError(problems);
  }
  return value as InventoryData;
}
