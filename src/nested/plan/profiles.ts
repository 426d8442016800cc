import type { VmFacts } from '../facts/vm-facts.ts';
import type { Desired } from './change.ts';
import { normalKey } from './extra-config.ts';
import { findingIf } from './finding.ts';
import type { Finding } from './finding-codes.ts';

/** One advanced option of a profile, with the reason to set it and the price. */
export interface ProfileKey {
  readonly key: string;
  readonly value: string;
  readonly source: string;
  readonly sideEffect: string;
}

/** What a kind of guest needs of its VM: nestedHVEnabled and advanced options, never firmware, guestId, devices or networks. */
export interface Profile {
  readonly purpose: string;
  readonly keys: readonly ProfileKey[];
  /** Its guest runs VMs of its own, whose addresses have to pass the outer port group. */
  readonly hasInnerVms: boolean;
}

/**
 * Most guests need the flag and nothing else. What circulates beside it is left out: monitor.virtual_exec and monitor.virtual_mmu are
 * ignored since 6.7, vhv.enable and vbs.enable are dropped or without effect, featMask keys only restate what the flag requires.
 */
export const profiles = {
  esxi: { purpose: 'a nested ESXi', keys: [], hasInnerVms: true },
  'hyper-v': {
    purpose: 'Windows with the Hyper-V role',
    keys: [
      {
        key: 'hypervisor.cpuid.v0',
        value: 'FALSE',
        source:
          'forum threads and blogs: Windows refuses the Hyper-V role where it sees a hypervisor below it',
        sideEffect:
          'the guest no longer knows that it is a VM: VMware Tools and timekeeping work less well',
      },
    ],
    hasInnerVms: true,
  },
  kvm: { purpose: 'Linux with KVM', keys: [], hasInnerVms: true },
  proxmox: { purpose: 'Proxmox VE', keys: [], hasInnerVms: true },
  vbs: {
    purpose: 'Windows with virtualization-based security (Credential Guard, HVCI)',
    keys: [],
    hasInnerVms: false,
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof profiles;

/**
 * What is wanted with a profile's settings under it: whoever names a key wins over the profile, in whatever case the key is written.
 *
 * @throws InvalidValueError for what is no key, as `normalKey` does
 */
export function withProfile(desired: Desired, name: ProfileName): Desired {
  const keys: readonly ProfileKey[] = profiles[name].keys;
  const named = new Set(
    Object.keys(desired.extraConfig).map((key) => normalKey(key).toLowerCase()),
  );
  const own = keys.filter(({ key }) => !named.has(key.toLowerCase()));
  return {
    nestedHVEnabled: desired.nestedHVEnabled ?? true,
    extraConfig: {
      ...Object.fromEntries(own.map(({ key, value }) => [key, value])),
      ...desired.extraConfig,
    },
  };
}

/**
 * What the guest of a profile needs that is not to be changed here. Sources: for VBS the propertyRelations of the guest OS
 * descriptors; for networking VMware's and others' instructions for nested ESXi.
 */
export function profileFindings(name: ProfileName, facts: VmFacts): Finding[] {
  const { details, vbsEnabled } = facts;
  const { firmware, secureBoot, networks = [] } = details ?? {};
  const isVbs = name === 'vbs';
  return [
    ...findingIf(profiles[name].hasInnerVms && networks.length > 0, 'NESTED_NETWORKING', {
      network: networks.map(({ value }) => value).join(', '),
    }),
    ...findingIf(isVbs && firmware !== undefined && firmware !== 'efi', 'VBS_NEEDS_EFI', {
      'config.firmware': firmware ?? '',
    }),
    ...findingIf(isVbs && secureBoot === false, 'VBS_NEEDS_SECURE_BOOT', {
      'config.bootOptions.efiSecureBootEnabled': 'false',
    }),
    ...findingIf(isVbs && vbsEnabled === false, 'VBS_FLAG_OFF', {
      'config.flags.vbsEnabled': 'false',
    }),
  ];
}
