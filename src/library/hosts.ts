import { z } from 'zod';
import { VsphereError } from '../errors.ts';
import {
  type AllowOutcome,
  type AllowPlan,
  applyHostAllow as applyAllow,
  type AllowOptions as InnerAllowOptions,
  planHostAllow as planAllow,
} from '../nested/hosts/host-allow.ts';
import { type ChosenHost, type HostFacts, retrieveHostFacts } from '../nested/hosts/host-facts.ts';
import {
  applyHostOptions as applyOptions,
  findHostOptions,
  type HostOptions,
  type OptionChange,
  type OptionOutcome,
  planHostOptions as planOptions,
  readHostOptions as readOptions,
} from '../nested/hosts/host-options.ts';
import { type Judged, judgeHost as judge } from '../nested/hosts/host-verdict.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import type { OptionValue } from '../vim25/index.ts';
import { retrieveInventory, type Session } from '../vsphere/index.ts';
import {
  callFields,
  checkedOptions,
  flag,
  requireSession,
  requireValid,
  type SignalOptions,
  text,
} from './check.ts';
import { readSelectors, type Texts } from './selection.ts';

export type AllowOptions = Omit<InnerAllowOptions, 'deadlineMs'>;

const moRef = z.looseObject({ type: z.string(), value: z.string() });
const host = z.looseObject({ moRef, name: z.string(), path: z.string() });
const allowPlan = z.looseObject({ host, fate: z.string(), to: z.string() });
const changes = z.array(z.looseObject({ key: text, from: z.unknown(), to: z.unknown() }));
const allowFields = { ...callFields, force: flag } satisfies Fields<AllowOptions>;

/**
 * Reads the facts of hosts: whether they offer nested virtualization, and each property that says so.
 *
 * @param hosts paths, names and moids, with wildcards; `'*'` is every host
 * @throws NotFoundError for a text that nothing matches; InvalidValueError; ExchangeError, FaultError
 */
export async function selectHosts(
  session: Session,
  hosts: Texts,
  options: SignalOptions = {},
): Promise<readonly HostFacts[]> {
  requireSession(session);
  const selectors = readSelectors(hosts, 'hosts');
  const call = checkedOptions<SignalOptions>(callFields, options);
  return retrieveHostFacts(session, await retrieveInventory(session, call), selectors, call);
}

/** Says whether a host is ready, and which fact decides. @throws InvalidValueError */
export function judgeHost(facts: HostFacts): Judged {
  requireValid(host, facts, 'facts');
  requireValid(z.looseObject({ options: z.record(z.string(), z.unknown()) }), facts, 'facts');
  return judge(facts);
}

/**
 * Plans to set or clear `vhv.allow` in the file of an ESXi 5.0 host. Nothing is changed.
 *
 * @throws InvalidValueError; FaultError, ExchangeError
 */
export async function planHostAllow(
  session: Session,
  facts: HostFacts,
  allowed: boolean,
  options: AllowOptions = {},
): Promise<AllowPlan> {
  requireSession(session);
  requireValid(host, facts, 'facts');
  requireValid(z.boolean(), allowed, 'allowed');
  return planAllow(session, facts, allowed, checkedOptions<AllowOptions>(allowFields, options));
}

/** Carries out a plan of `planHostAllow`, and reads the file back. @throws InvalidValueError */
export async function applyHostAllow(
  session: Session,
  plan: AllowPlan,
  options: SignalOptions = {},
): Promise<AllowOutcome> {
  requireSession(session);
  requireValid(allowPlan, plan, 'plan');
  return applyAllow(session, plan, checkedOptions<SignalOptions>(callFields, options));
}

/**
 * Reads advanced options of a host.
 *
 * @param chosen facts of the host, as `selectHosts` reads them
 * @param name one option, or a subtree (a name that ends in a dot); undefined for all
 * @throws VsphereError (UNSUPPORTED) if the host has no options to ask for, as when it is not connected; InvalidValueError, FaultError
 */
export async function readHostOptions(
  session: Session,
  chosen: ChosenHost,
  name?: string,
  options: SignalOptions = {},
): Promise<readonly OptionValue[]> {
  requireSession(session);
  requireValid(text.optional(), name, 'name');
  const call = checkedOptions<SignalOptions>(callFields, options);
  return readOptions(session, await managerOf(session, chosen, call), name, call);
}

/**
 * Plans new values of advanced options, each by the option's own type. Nothing is changed.
 *
 * @param wanted texts by key, as a person writes them: `{ 'UserVars.SuppressShellWarning': '1' }`
 * @returns only what differs
 * @throws as `readHostOptions`; InvalidValueError for a value that the option cannot have
 */
export async function planHostOptions(
  session: Session,
  chosen: ChosenHost,
  wanted: Readonly<Record<string, string>>,
  options: SignalOptions = {},
): Promise<readonly OptionChange[]> {
  requireSession(session);
  requireValid(z.record(text, z.string()), wanted, 'wanted');
  const call = checkedOptions<SignalOptions>(callFields, options);
  return planOptions(session, await managerOf(session, chosen, call), wanted, call);
}

/** Writes planned changes, and reads every one back. @throws as `readHostOptions` */
export async function applyHostOptions(
  session: Session,
  chosen: ChosenHost,
  planned: readonly OptionChange[],
  options: SignalOptions = {},
): Promise<readonly OptionOutcome[]> {
  requireSession(session);
  requireValid(changes, planned, 'planned');
  const call = checkedOptions<SignalOptions>(callFields, options);
  return applyOptions(session, await managerOf(session, chosen, call), planned, call);
}

async function managerOf(
  session: Session,
  chosen: ChosenHost,
  call: SignalOptions,
): Promise<HostOptions> {
  requireValid(host, chosen, 'chosen');
  const found = await findHostOptions(session, chosen, call);
  if (found === undefined) {
    throw new VsphereError(
      'UNSUPPORTED',
      `the options of ${chosen.path} cannot be read: the host has none to ask for. Fix: connect the host`,
    );
  }
  return found;
}
