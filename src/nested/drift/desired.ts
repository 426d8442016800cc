import type { Desired } from '../plan/change.ts';
import { withProfile } from '../plan/profiles.ts';
import type { FleetRule } from './fleet-schema.ts';

/** What a rule wants of its VMs, its profile's settings included. */
export function desiredOf({ nestedHVEnabled, extraConfig = {}, profile }: FleetRule): Desired {
  const own: Desired = {
    ...(nestedHVEnabled !== 'unmanaged' && { nestedHVEnabled: nestedHVEnabled === 'on' }),
    extraConfig,
  };
  return profile === undefined ? own : withProfile(own, profile);
}

/** Whether a rule wants anything: one that does not keeps its VMs from the rules below it. */
export function managesAnything({ nestedHVEnabled, extraConfig }: Desired): boolean {
  return nestedHVEnabled !== undefined || Object.keys(extraConfig).length > 0;
}
