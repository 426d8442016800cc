import { z } from 'zod';
import { retrieveFacts, type VmFacts } from '../nested/facts/vm-facts.ts';
import type { Fields } from '../nested/run/journal/job-schema.ts';
import type { Selection, Session } from '../vsphere/index.ts';
import {
  callFields,
  checkedOptions,
  flag,
  requireSession,
  requireValid,
  type SignalOptions,
  text,
} from './check.ts';
import { readSelection, type WhichVms } from './selection.ts';

export interface SelectOptions extends SignalOptions {
  /**
   * Also read these advanced options (config.extraConfig), in any case, or all. They are heavy, and can hold secrets and what guests say of
   * themselves. Default: none.
   */
  readonly extraConfig?: readonly string[] | 'all';
  /** Also read devices and what else only planning needs. Default false. */
  readonly details?: boolean;
}

const fields = {
  ...callFields,
  extraConfig: z.unknown().optional(),
  details: flag,
} satisfies Fields<SelectOptions>;

/**
 * Reads the facts of VMs, in the order that the server gives them.
 *
 * @param vms `'/DC0/vm/lab/*'`, `['web01', 'vm-42']`, `{ cluster: 'C1', where: 'config.version=vmx-1*' }`; `'*'` is every VM
 * @throws NotFoundError for a text that nothing matches; AmbiguousError for a name without a wildcard that several VMs have;
 *   InvalidValueError; ExchangeError, FaultError
 */
export async function select(
  session: Session,
  vms: WhichVms,
  options: SelectOptions = {},
): Promise<VmFacts[]> {
  requireSession(session);
  const selection = readSelection(vms, 'vms');
  const how = checkedOptions<SelectOptions>(fields, options);
  if (how.extraConfig !== undefined && how.extraConfig !== 'all') {
    requireValid(z.array(text), how.extraConfig, 'extraConfig');
  }
  return factsOf(session, selection, how);
}

/** Reads the facts of a selection. @throws what `select` throws */
export async function factsOf(
  session: Session,
  selection: Selection,
  { signal, extraConfig, details = false }: SelectOptions,
): Promise<VmFacts[]> {
  const asked = { signal, details, ...(extraConfig !== undefined && { extraConfig }) };
  const found: VmFacts[] = [];
  for await (const facts of retrieveFacts(session, selection, asked)) {
    found.push(facts);
  }
  return found;
}
