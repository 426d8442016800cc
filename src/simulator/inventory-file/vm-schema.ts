import { z } from 'zod';
import { hardwareVersionIds } from '../../vim25/hardware-versions.ts';
import { boundDevices } from '../bound-devices.ts';
import { name } from './name.ts';

const settings = z
  .strictObject({
    guestId: z.string(),
    firmware: z.enum(['bios', 'efi']),
    annotation: z.string(),
    flags: z.record(z.string(), z.union([z.boolean(), z.string()])),
    bootOptions: z.record(z.string(), z.boolean()),
    cpuHotAddEnabled: z.boolean(),
    cpuHotRemoveEnabled: z.boolean(),
    memoryHotAddEnabled: z.boolean(),
    memoryReservationLockedToMax: z.boolean(),
    changeTrackingEnabled: z.boolean(),
    vPMCEnabled: z.boolean(),
    rebootPowerOff: z.boolean(),
    sevEnabled: z.boolean(),
    sevSnpEnabled: z.boolean(),
    tdxEnabled: z.boolean(),
    scheduledHardwareUpgradeInfo: z
      .strictObject({
        upgradePolicy: z.enum(['never', 'onSoftPowerOff', 'always']),
        versionKey: z.enum(hardwareVersionIds),
        scheduledHardwareUpgradeStatus: z.enum(['none', 'pending', 'success', 'failed']),
      })
      .describe('An upgrade that a power-off sets off.'),
  })
  .partial()
  .describe('Fields of `config` as they are to be read.');

const managedBy = z
  .strictObject({ extensionKey: z.string().min(1), type: z.string() })
  .describe('The solution that the VM belongs to: com.vmware.vim.eam and cluster-agent of vCLS.');

const mark = z.boolean().exactOptional();

const runtime = z
  .strictObject({
    instantCloneFrozen: mark,
    suspendedToMemory: mark,
    vmFailoverInProgress: mark,
    snapshotInBackground: mark,
    cleanPowerOff: mark,
    dasProtected: mark,
  })
  .describe('Fields of `runtime` as they are to be read, until the VM is powered on or off.');

const iso = z
  .strictObject({
    datastore: name,
    connected: z.boolean().exactOptional().describe('At power-on; true where it is left out.'),
  })
  .describe('A CD-ROM drive with an ISO image.');

export const vmSchema = z
  .strictObject({
    name,
    folder: z
      .string()
      .exactOptional()
      .describe(
        'Folders below the datacenter’s vm folder, nested/lab; that folder itself where it is left out.',
      ),
    host: name.describe('The name of the host that it is on.'),
    vApp: name
      .exactOptional()
      .describe('The vApp that it is part of; it stands in no folder then.'),
    hardware: z.enum(hardwareVersionIds).exactOptional().describe('vmx-19 where it is left out.'),
    power: z
      .enum(['poweredOn', 'poweredOff', 'suspended'])
      .exactOptional()
      .describe('poweredOff where it is left out.'),
    cpus: z.int().min(1).max(768).exactOptional().describe('2 where it is left out.'),
    memoryMB: z.int().min(4).max(25_165_824).exactOptional().describe('4096 where it is left out.'),
    tools: z
      .enum(['running', 'notRunning', 'notInstalled'])
      .exactOptional()
      .describe('notInstalled where it is left out.'),
    template: z.boolean().exactOptional(),
    nestedHV: z.boolean().exactOptional().describe('false where it is left out.'),
    settings: settings.exactOptional(),
    attributes: z
      .record(z.string().min(1), z.string())
      .exactOptional()
      .describe('Custom attributes: {"service": "web"}.'),
    extraConfig: z.record(z.string().min(1), z.string()).exactOptional(),
    datastore: name
      .exactOptional()
      .describe('Where its files lie; the first of the datacenter where it is left out.'),
    disksOn: z.array(name).exactOptional().describe('Datastores of further disks, one for each.'),
    network: name
      .exactOptional()
      .describe(
        'What its card is plugged in to; the first of the datacenter where it is left out.',
      ),
    iso: iso.exactOptional(),
    diskMode: z
      .enum([
        'persistent',
        'nonpersistent',
        'undoable',
        'append',
        'independent_persistent',
        'independent_nonpersistent',
      ])
      .exactOptional()
      .describe('Of its first disk; persistent where it is left out.'),
    devices: z
      .array(z.enum(boundDevices))
      .exactOptional()
      .describe(
        'Devices of the host or of a person’s own machine, connected; a raw disk, whose file lies beside the VM.',
      ),
    snapshots: z.array(z.string()).exactOptional().describe('Names, the oldest first.'),
    passthrough: z.int().min(0).max(16).exactOptional().describe('PCI devices passed through.'),
    encrypted: z.boolean().exactOptional().describe('Powering it on needs the key server.'),
    vtpm: z.boolean().exactOptional().describe('A virtual TPM, which makes it encrypted too.'),
    alarms: z
      .array(z.string().min(1))
      .exactOptional()
      .describe('System names of alarms that are triggered on it: alarm.VmLocked.'),
    managedBy: managedBy.exactOptional(),
    runtime: runtime.exactOptional(),
    customization: z
      .enum(['IDLE', 'PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED'])
      .exactOptional()
      .describe('How far the customization of the guest is; nothing is told where it is left out.'),
    faultTolerance: z
      .boolean()
      .exactOptional()
      .describe('Fault Tolerance is configured, and runs while the VM does.'),
    drs: z
      .enum(['manual', 'partiallyAutomated', 'fullyAutomated', 'off'])
      .exactOptional()
      .describe('In place of what its cluster does.'),
    disabledMethods: z
      .array(z.string().min(1))
      .exactOptional()
      .describe('Methods that another product has switched off: ReconfigVM_Task.'),
    guestShutdown: z
      .union([z.int().min(0), z.enum(['never', 'reboots'])])
      .exactOptional()
      .describe(
        'Milliseconds that the guest takes to go off, or that it never does, or reboots instead; 0 where it is left out.',
      ),
    guestBoot: z
      .union([z.int().min(0), z.literal('never')])
      .exactOptional()
      .describe(
        'Milliseconds from a start until Tools run, or that the guest hangs; 0 where it is left out.',
      ),
    guestLogin: z
      .strictObject({ user: z.string(), password: z.string() })
      .exactOptional()
      .describe('Who the guest lets in; root with the password guest where it is left out.'),
    ipAddress: z.string().exactOptional().describe('What Tools report while they run.'),
    hostName: z.string().exactOptional().describe('What Tools report while they run.'),
    question: z
      .enum(['moved', 'noVirtualization', 'outOfSpace'])
      .exactOptional()
      .describe('What it waits for an answer to, from the start.'),
  })
  .meta({ id: 'VirtualMachine' });
