import { z } from 'zod';
import { type ProfileName, profiles } from '../plan/profiles.ts';

const texts = z.array(z.string().regex(/\S/, 'must not be blank')).min(1);

const rule = z.strictObject({
  name: z
    .string()
    .regex(/\S/, 'must not be blank')
    .optional()
    .describe('What rows and messages call the rule; its place, rules[0], where it is left out'),
  select: texts
    .optional()
    .describe('VMs, as on the command line: inventory paths with *, ? and ..., names, moids'),
  all: z.literal(true).optional().describe('Every VM: never meant by leaving the others out'),
  cluster: texts.optional().describe('In this cluster; of several each has to hold'),
  host: texts.optional().describe('On this host'),
  folder: texts.optional().describe('Below this folder'),
  pool: texts.optional().describe('In this resource pool or vApp'),
  where: z
    .array(z.string().regex(/^[^=]+=/, 'must be property=glob, such as config.version=vmx-1*'))
    .min(1)
    .optional()
    .describe('property=glob; each has to hold'),
  endpoints: texts
    .optional()
    .describe('Names of the servers that the rule is about; all where it is left out'),
  nestedHVEnabled: z
    .enum(['on', 'off', 'unmanaged'])
    .describe('What nested virtualization should be; unmanaged: whatever it is'),
  extraConfig: z
    .record(z.string().min(1), z.string().nullable())
    .optional()
    .describe('Advanced options, value by key; null: not there. Others are left alone'),
  profile: z
    .enum(Object.keys(profiles) as [ProfileName, ...ProfileName[]])
    .optional()
    .describe("Settings for a kind of guest, beneath the rule's own"),
});

/** A fleet file as people write it: the type, the JSON Schema and the errors come from here. */
export const fleetSchema = z
  .strictObject({
    $schema: z.string().optional(),
    rules: z
      .array(rule)
      .min(1)
      .describe(
        'The first rule that matches a VM decides, alone; a VM that none matches is unmanaged',
      ),
  })
  .describe('What the VMs of a fleet should be like: vhv drift -f FILE');

/** What the VMs of a fleet should be like. Plain data, as schema/fleet.schema.json says. */
export type Fleet = Readonly<z.infer<typeof fleetSchema>>;
export type FleetRule = Fleet['rules'][number];

/** The keys that there are where a path leads to, for who misspelt one. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  return Object.keys((path.length === 0 ? fleetSchema : rule).shape);
}

/**
 * The JSON Schema that is published as schema/fleet.schema.json.
 *
 * @public scripts/docs.mjs writes it
 */
export function fleetJsonSchema(): unknown {
  return z.toJSONSchema(fleetSchema);
}
