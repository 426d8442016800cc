import { z } from 'zod';
import { hostSchema } from './host-schema.ts';
import { name } from './name.ts';
import { vmSchema } from './vm-schema.ts';

const highAvailability = z
  .strictObject({
    admissionControl: z.boolean().exactOptional().describe('true where it is left out.'),
    slots: z
      .int()
      .min(0)
      .exactOptional()
      .describe(
        'How many VMs may run before admission control refuses; any number where it is left out.',
      ),
  })
  .describe('vSphere HA; off where it is left out.');

const antiAffinity = z
  .strictObject({ name, vms: z.array(name).min(2) })
  .describe('A rule that keeps VMs on different hosts.');

const clusterSchema = z.strictObject({
  name,
  hosts: z.array(hostSchema),
  evcMode: z
    .string()
    .exactOptional()
    .describe('intel-skylake and the like; off where it is left out.'),
  drs: z
    .enum(['manual', 'partiallyAutomated', 'fullyAutomated', 'off'])
    .exactOptional()
    .describe('fullyAutomated where it is left out.'),
  remediation: z
    .boolean()
    .exactOptional()
    .describe('Its hosts are being remediated: a task that lasts as long as the server.'),
  ha: highAvailability.exactOptional(),
  antiAffinity: z.array(antiAffinity).exactOptional(),
});

const datastoreSchema = z.union([
  name,
  z.strictObject({
    name,
    accessible: z.boolean().exactOptional().describe('true where it is left out.'),
    local: z.boolean().exactOptional().describe('Told to be reached by one host only.'),
  }),
]);

const security = z.strictObject({
  allowPromiscuous: z.boolean().exactOptional(),
  macChanges: z.boolean().exactOptional(),
  forgedTransmits: z.boolean().exactOptional(),
});

const networkSchema = z.union([
  name,
  z.strictObject({
    name,
    security: security
      .exactOptional()
      .describe('Of the port group; what it leaves out it inherits from its switch.'),
    switch: name
      .exactOptional()
      .describe(
        'The distributed switch whose port group it is; it is one of vSwitch0 of every host where that is left out.',
      ),
    macLearning: z
      .boolean()
      .exactOptional()
      .describe('Of a distributed port group; false where it is left out.'),
  }),
]);

const datacenterSchema = z.strictObject({
  name,
  clusters: z.array(clusterSchema).exactOptional(),
  hosts: z.array(hostSchema).exactOptional().describe('Hosts outside any cluster.'),
  datastores: z
    .array(datastoreSchema)
    .min(1)
    .exactOptional()
    .describe('Every host has them all; datastore1 where it is left out.'),
  networks: z
    .array(networkSchema)
    .exactOptional()
    .describe('Every host has them all; VM Network where it is left out.'),
  switchSecurity: security
    .exactOptional()
    .describe(
      'Of vSwitch0 of every host; each is false where it is left out, as on a host of 7 or later.',
    ),
  vms: z.array(vmSchema).exactOptional(),
});

/** An inventory as a file holds it. Types, JSON Schema and errors all come from here. */
export const inventorySchema = z
  .strictObject({
    $schema: z.string().exactOptional(),
    keyServer: z
      .enum(['available', 'unavailable'])
      .exactOptional()
      .describe('The key server of encrypted VMs; available where it is left out.'),
    keyProvider: z
      .enum(['truth', 'available', 'unavailable', 'native', 'trustAuthority', 'nothing'])
      .exactOptional()
      .describe(
        'What vCenter answers about keys, which need not be so; native and trustAuthority: that it is not who knows. The truth where it is left out.',
      ),
    datacenters: z.array(datacenterSchema),
  })
  .describe(
    'An inventory for the embedded simulator of vhv. Everything has a default but the names.',
  );

/** The JSON Schema of an inventory file, for editors. */
export function inventoryJsonSchema(): object {
  return z.toJSONSchema(inventorySchema, { io: 'input' });
}
