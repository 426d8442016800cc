import type { Listing } from '../listing.ts';
import { aboutListing } from './about.ts';
import { changesListing } from './changes.ts';
import { hostsListing } from './hosts.ts';
import { extraConfigListing, hostOptionsListing, optionChangesListing } from './options.ts';
import { vmsListing } from './vms.ts';

/** Every listing under the command that prints it: what docs/cli.md and schema/ are made from. */
export const listings: Readonly<Record<string, Listing<never>>> = {
  about: aboutListing,
  hosts: hostsListing,
  'hosts options ls': hostOptionsListing,
  'hosts options get': hostOptionsListing,
  'hosts options set': optionChangesListing,
  vms: vmsListing,
  'vms extra-config ls': extraConfigListing,
  enable: changesListing,
} as Record<string, unknown> as Record<string, Listing<never>>;
