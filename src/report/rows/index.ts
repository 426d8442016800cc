import type { Listing } from '../listing.ts';
import { aboutListing } from './about.ts';
import { certificatesListing } from './certificates.ts';
import { changesListing } from './changes.ts';
import { driftListing } from './drift.ts';
import { allowListing } from './host-allow.ts';
import { hostsListing } from './hosts.ts';
import { extraConfigListing, hostOptionsListing, optionChangesListing } from './options.ts';
import { recordKitListing } from './record-kit.ts';
import { reportListing } from './report.ts';
import { sessionsListing } from './sessions.ts';
import { settingsListing } from './settings.ts';
import { verifyListing } from './verify.ts';
import { vmsListing } from './vms.ts';

/** Every listing under the command that prints it: what docs/cli.md and schema/ are made from. */
export const listings: Readonly<Record<string, Listing<never>>> = {
  hosts: hostsListing,
  'hosts options ls': hostOptionsListing,
  'hosts options get': hostOptionsListing,
  'hosts options set': optionChangesListing,
  'hosts allow': allowListing,
  'hosts disallow': allowListing,
  vms: vmsListing,
  'vms extra-config ls': extraConfigListing,
  enable: changesListing,
  verify: verifyListing,
  drift: driftListing,
  report: reportListing,
  'record-kit': recordKitListing,
  about: aboutListing,
  cert: certificatesListing,
  env: settingsListing,
  'session ls': sessionsListing,
} as Record<string, unknown> as Record<string, Listing<never>>;
