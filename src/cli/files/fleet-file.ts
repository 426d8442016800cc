import { checkFleet, FleetFileError } from '../../nested/drift/fleet-file.ts';
import type { Fleet } from '../../nested/drift/fleet-schema.ts';
import { UsageError } from '../usage-error.ts';

/** The flag that names a fleet file. */
export const fleetFileOption = {
  file: {
    alias: 'f',
    type: 'string',
    describe: 'YAML or JSON file of what VMs should be like; see docs/drift.md',
    group: 'Fleet file:',
  },
} as const;

/**
 * Reads a fleet file.
 *
 * @throws UsageError naming the file, and every problem with its place in it
 */
export async function readFleetFile(path: string): Promise<Fleet> {
  // Loaded only here: most runs have no such file.
  const { readYaml } = await import('./yaml-file.ts');
  try {
    return await checkFleet((await readYaml(path)).data);
  } catch (error) {
    if (error instanceof FleetFileError) {
      throw new UsageError(`${path}: ${error.problems.join('; ')}`, { cause: error });
    }
    throw error;
  }
}
