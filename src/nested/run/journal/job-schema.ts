import { z } from 'zod';
import type { MoRef } from '../../../vim25/index.ts';
import type { ScheduledUpgrade, VmDetails, VmDevices, VmKey } from '../../facts/vm-details.ts';
import type { VmFacts } from '../../facts/vm-facts.ts';
import type { KeyChange, VmChange } from '../../plan/change.ts';
import type { DownGroup } from '../../plan/down-limits.ts';
import type { Finding } from '../../plan/finding-codes.ts';
import type { PlannedActions, VmPlan } from '../../plan/plan.ts';
import type { Job } from '../job.ts';

/** A schema for every field of a type. So a new field that has none here does not compile, and no file has a key that vhv does not read. */
export type Fields<Type> = { readonly [Key in keyof Type]-?: z.ZodType };

/** The server's own words and ids are taken as they are: the check of their line protects them. */
const text = z.string().optional();
const flag = z.boolean().optional();
const texts = z.array(z.string());

const moRef = z.strictObject({
  type: z.string(),
  value: z.string(),
  serverGuid: text,
} satisfies Fields<MoRef>);

const cdFile = z.strictObject({
  file: z.string(),
  datastore: moRef.optional(),
} satisfies Fields<VmDevices['cdFiles'][number]>);

const rawDisk = z.strictObject({
  label: z.string(),
  datastore: moRef.optional(),
} satisfies Fields<NonNullable<VmDevices['rawDisks']>[number]>);

const devices = z.strictObject({
  passthrough: texts,
  vGpu: texts,
  hasVTpm: z.boolean(),
  cdFiles: z.array(cdFile),
  macAddresses: texts,
  nonpersistentDisks: texts.optional(),
  hostDevices: texts.optional(),
  rawDisks: z.array(rawDisk).optional(),
  clientDevices: texts.optional(),
} satisfies Fields<VmDevices>);

const scheduledUpgrade = z.strictObject({
  policy: text,
  versionKey: text,
  status: text,
} satisfies Fields<ScheduledUpgrade>);

const vmKey = z.strictObject({ id: z.string(), provider: text } satisfies Fields<VmKey>);

const details = z
  .strictObject({
    devices: devices.optional(),
    datastores: z.array(moRef).optional(),
    networks: z.array(moRef).optional(),
    resourcePool: moRef.optional(),
    encrypted: flag,
    key: vmKey.optional(),
    firmware: text,
    secureBoot: flag,
    cpuHotAdd: flag,
    memoryHotAdd: flag,
    iommu: flag,
    guestHostName: text,
    minRequiredEvcMode: text,
    maskLeavesVirtualization: flag,
    effectiveRoles: z.array(z.int()).optional(),
    instantCloneFrozen: flag,
    suspendedToMemory: flag,
    failoverInProgress: flag,
    cleanPowerOff: flag,
    haProtected: flag,
    scheduledUpgrade: scheduledUpgrade.optional(),
    customizationStatus: text,
    confidential: texts.optional(),
    rebootPowerOff: flag,
    clusterServiceKey: text,
  } satisfies Fields<VmDetails>)
  // In journals and plans of before it stands here.
  .extend({ guestIpAddress: text });

const managedBy = z.strictObject({
  extensionKey: z.string(),
  type: z.string(),
} satisfies Fields<NonNullable<VmFacts['managedBy']>>);

export const facts = z.strictObject({
  endpoint: z.string(),
  moRef,
  name: z.string(),
  path: z.string(),
  datacenter: moRef.optional(),
  powerState: text,
  connectionState: text,
  host: moRef.optional(),
  hardwareVersion: text,
  template: flag,
  changeVersion: text,
  instanceUuid: text,
  biosUuid: text,
  vmPathName: text,
  switchKey: text,
  nestedHVEnabled: flag,
  nestedHVSupported: flag,
  featureRequirements: texts.optional(),
  offlineRequirements: texts.optional(),
  runningRequirements: texts.optional(),
  extraConfig: z.record(z.string(), z.string()).optional(),
  unreadable: texts,
  question: text,
  disabledMethods: texts.optional(),
  managedBy: managedBy.optional(),
  faultToleranceState: text,
  vbsEnabled: flag,
  hasSnapshots: flag,
  bootTime: text,
  guestId: text,
  guestFamily: text,
  toolsRunningStatus: text,
  ipAddress: text,
  attributes: z.record(z.string(), z.string()).optional(),
  details: details.optional(),
} satisfies Fields<VmFacts>);

const key = z.strictObject({
  key: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
} satisfies Fields<KeyChange>);

const change = z.strictObject({
  nestedHVEnabled: z.strictObject({ from: z.boolean(), to: z.boolean() }).optional(),
  extraConfig: z.array(key),
} satisfies Fields<VmChange>);

const steps = z.strictObject({
  powerCycle: z.enum(['soft', 'hard']).optional(),
  startOnOwnHost: z.literal(true).optional(),
  discardSuspended: z.literal(true).optional(),
  upgradeHardware: text,
  convertTemplate: z.strictObject({ pool: moRef, host: moRef }).optional(),
} satisfies Fields<PlannedActions>);

const finding = z.strictObject({
  code: z.string(),
  severity: z.string(),
  evidence: z.record(z.string(), z.string()),
  accepted: z.literal(true).optional(),
} satisfies Fields<Finding>);

const downGroup = z.strictObject({
  name: z.string(),
  most: z.int().min(1),
} satisfies Fields<DownGroup>);

export const plan = z.strictObject({
  facts,
  change,
  fate: z.enum(['change', 'unchanged', 'blocked']),
  steps,
  keepApart: texts,
  downGroups: z.array(downGroup).optional(),
  keyGroup: text,
  findings: z.array(finding),
} satisfies Fields<VmPlan>);

export const job = z.strictObject({
  plan,
  powerAfter: z.enum(['poweredOn', 'poweredOff']),
  templateAfter: z.boolean(),
  mayGoOff: z.literal(true).optional(),
} satisfies Fields<Job>);
