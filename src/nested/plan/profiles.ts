import type { Desired } from './change.ts';
import { normalKey } from './extra-config.ts';

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
}

/**
 * Most guests need the flag and nothing else. What circulates beside it is left out: monitor.virtual_exec and monitor.virtual_mmu are
 * ignored since 6.7, vhv.enable and vbs.enable are dropped or without effect, featMask keys only restate what the flag requires.
 */
export const profiles = {
  esxi: { purpose: 'a nested ESXi', keys: [] },
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
  },
  kvm: { purpose: 'Linux with KVM', keys: [] },
  proxmox: { purpose: 'Proxmox VE', keys: [] },
  vbs: {
    purpose: 'Windows with virtualization-based security (Credential Guard, HVCI)',
    keys: [],
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
