import { z } from 'zod';
import { releaseVersions } from '../product.ts';
import { name } from './name.ts';

const licence = z
  .strictObject({
    edition: z
      .enum(['enterprisePlus', 'evaluation', 'free'])
      .exactOptional()
      .describe('enterprisePlus where it is left out.'),
    expires: z.iso
      .datetime({ offset: true })
      .exactOptional()
      .describe(
        'A time, 2026-12-31T00:00:00Z. Never where it is left out; of an evaluation, 60 days after the start.',
      ),
    expiresInHours: z
      .number()
      .exactOptional()
      .describe('In place of `expires`: so long after the start; below zero, it has ended.'),
  })
  .describe('The licence of a host; Enterprise Plus without end where it is left out.');

const option = z.union([z.string(), z.number(), z.boolean()]);

export const hostSchema = z
  .strictObject({
    name: name.describe('Unique in the inventory.'),
    version: z
      .enum(releaseVersions)
      .exactOptional()
      .describe('A release of ESXi; 8.0.3 where it is left out.'),
    cpu: z.enum(['intel', 'amd']).exactOptional().describe('intel where it is left out.'),
    virtualization: z
      .enum(['on', 'offInFirmware', 'absent'])
      .exactOptional()
      .describe(
        'What processor and firmware say of hardware virtualization; on where it is left out.',
      ),
    isVm: z.boolean().exactOptional().describe('The host is itself a VM.'),
    guestOf: name
      .exactOptional()
      .describe('The VM of this inventory whose guest the host is: they have one uuid.'),
    connection: z
      .enum(['connected', 'notResponding', 'disconnected'])
      .exactOptional()
      .describe('connected where it is left out.'),
    maintenance: z
      .union([z.boolean(), z.enum(['entering', 'partial'])])
      .exactOptional()
      .describe(
        'In maintenance mode, or on the way: entering lasts until no VM runs on it. partial is the mode for a quick patch, in which it powers no VM on.',
      ),
    remediation: z.boolean().exactOptional().describe('A host profile is being applied to it.'),
    standby: z
      .boolean()
      .exactOptional()
      .describe('Put to sleep by power management: it does not answer.'),
    lockdown: z
      .enum(['lockdownDisabled', 'lockdownNormal', 'lockdownStrict'])
      .exactOptional()
      .describe('lockdownDisabled where it is left out.'),
    cryptoState: z
      .enum(['incapable', 'prepared', 'safe', 'pendingIncapable'])
      .exactOptional()
      .describe('Whether encrypted VMs can run on it; safe where it is left out.'),
    alarms: z
      .array(z.string().min(1))
      .exactOptional()
      .describe('System names of alarms that are triggered on it: alarm.HostCryptoState.'),
    managementServer: z
      .string()
      .exactOptional()
      .describe('The address of the vCenter that manages it, as the host itself tells.'),
    licence: licence.exactOptional(),
    vmwareConfig: z
      .string()
      .exactOptional()
      .describe(
        'The text of /etc/vmware/config; a few lines and no vhv.allow where it is left out.',
      ),
    options: z
      .record(z.string(), option)
      .exactOptional()
      .describe('Advanced options that differ from their defaults.'),
  })
  .meta({ id: 'Host' });
