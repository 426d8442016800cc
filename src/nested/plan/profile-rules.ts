import { hardwareNumber } from '../../vim25/index.ts';
import type { FindingCode } from './finding-codes.ts';
import type { ProfileName } from './profiles.ts';
import type { FindingInputs } from './vm-plan.ts';

/** Something that the guest of a profile needs and that is not to be changed here. */
export interface ProfileRule {
  readonly code: FindingCode;
  readonly profiles: readonly ProfileName[];
  /** Who says so. */
  readonly source: string;
  /** What was seen where the need is not met, by where it was seen; undefined where it is met, or nobody can tell. */
  readonly evidence: (considered: FindingInputs) => Readonly<Record<string, string>> | undefined;
}

type Evidence = ReturnType<ProfileRule['evidence']>;

/** The hardware that virtualization-based security needs, by the CPU of the host. [KB] */
const vbsHardware = { vmx: 14, svm: 19 } as const;

/** The version that the VM will have, where it is too old; without its host, where it is for any. */
function oldHardware({ facts, steps, surroundings }: FindingInputs): Evidence {
  const version = steps.upgradeHardware ?? facts.hardwareVersion;
  const cpuid = surroundings?.hosts[facts.host?.value ?? '']?.cpuid;
  const needed = cpuid === 'svm' ? vbsHardware.svm : vbsHardware.vmx;
  const number = hardwareNumber(version);
  return number === undefined || number >= needed
    ? undefined
    : { 'config.version': version ?? '', needed: `vmx-${needed}` };
}

function hotAdd({ facts: { details } }: FindingInputs): Evidence {
  const { cpuHotAdd, memoryHotAdd } = details ?? {};
  return cpuHotAdd === true || memoryHotAdd === true
    ? {
        ...(cpuHotAdd === true && { 'config.cpuHotAddEnabled': 'true' }),
        ...(memoryHotAdd === true && { 'config.memoryHotAddEnabled': 'true' }),
      }
    : undefined;
}

const descriptors = 'propertyRelations of the guest OS descriptors [API]';
const documentation = 'product documentation of vSphere 8.0 [KB]';

/** The rules of all profiles, in the order of their findings. docs/profiles.md is made from them. */
export const profileRules: readonly ProfileRule[] = [
  {
    code: 'NESTED_NETWORKING',
    profiles: ['esxi', 'hyper-v', 'kvm', 'proxmox'],
    source: 'instructions for nested ESXi, of VMware and of others [BLOG]',
    evidence: ({ facts: { details } }) =>
      details?.networks?.length
        ? { network: details.networks.map(({ value }) => value).join(', ') }
        : undefined,
  },
  {
    code: 'VBS_HARDWARE_TOO_OLD',
    profiles: ['vbs'],
    source: documentation,
    evidence: oldHardware,
  },
  {
    code: 'VBS_NEEDS_EFI',
    profiles: ['vbs'],
    source: descriptors,
    evidence: ({ facts: { details } }) =>
      details?.firmware === undefined || details.firmware === 'efi'
        ? undefined
        : { 'config.firmware': details.firmware },
  },
  {
    code: 'VBS_NEEDS_SECURE_BOOT',
    profiles: ['vbs'],
    source: descriptors,
    evidence: ({ facts: { details } }) =>
      details?.secureBoot === false
        ? { 'config.bootOptions.efiSecureBootEnabled': 'false' }
        : undefined,
  },
  {
    code: 'VBS_FLAG_OFF',
    profiles: ['vbs'],
    source: descriptors,
    evidence: ({ facts: { vbsEnabled } }) =>
      vbsEnabled === false ? { 'config.flags.vbsEnabled': 'false' } : undefined,
  },
  { code: 'VBS_HOT_ADD', profiles: ['vbs'], source: documentation, evidence: hotAdd },
  {
    code: 'VBS_IOMMU_OFF',
    profiles: ['vbs'],
    source: documentation,
    evidence: ({ facts: { details } }) =>
      details?.iommu === false ? { 'config.flags.vvtdEnabled': 'false' } : undefined,
  },
];
