import { z } from 'zod';
import { InvalidValueError } from '../errors.ts';
import type { VmFacts } from '../nested/facts/vm-facts.ts';
import { type Fields, facts } from '../nested/run/journal/job-schema.ts';
import { requireSessions } from '../nested/run/run.ts';
import {
  isWholeFleet,
  lookUpPath,
  parseSelector,
  parseWhere,
  type Selection,
  type Selector,
  type Session,
  type Where,
  withinKinds,
} from '../vsphere/index.ts';
import { flag, kindOf, requireValid, text } from './check.ts';

/** One text, or several. */
export type Texts = string | readonly string[];

/**
 * Which VMs are meant. Texts are inventory paths (`/DC0/vm/lab/*`, with `*` and `?` inside a name and `...` for any depth), names (`web01`,
 * `web-*`), and moids (`vm-42`). Every field that is given has to fit, so a VM is in the cluster and in the folder.
 */
export interface VmSelection {
  /** VMs that any of these names. Default: every VM that the other fields leave. */
  readonly select?: Texts;
  /** In all of these clusters, at any depth: a path, a name or a moid, with wildcards. The same for the next three. */
  readonly cluster?: Texts;
  readonly host?: Texts;
  readonly folder?: Texts;
  readonly pool?: Texts;
  /** `property=glob`, `config.version=vmx-1*`; each has to fit. A boolean that is unset is false. */
  readonly where?: Texts;
  /** VMs that any of these names are left out. */
  readonly exclude?: Texts;
  /** Take upper and lower case for the same. Default false. */
  readonly ignoreCase?: boolean;
}

/** Which VMs: one text or several, or what narrows the fleet. `'*'` is every VM. */
export type WhichVms = Texts | VmSelection;

const field = z.unknown().optional();

const selectionSchema = z.strictObject({
  select: field,
  cluster: field,
  host: field,
  folder: field,
  pool: field,
  where: field,
  exclude: field,
  ignoreCase: flag,
} satisfies Fields<VmSelection>);

const everything = '*';

/** @throws InvalidValueError naming the field; nothing is never taken for everything */
export function readSelection(vms: WhichVms, name: string): Selection {
  if (typeof vms === 'string' || Array.isArray(vms)) {
    return readFields({ select: vms as Texts }, () => name);
  }
  if (typeof vms !== 'object' || vms === null) {
    throw new InvalidValueError(
      name,
      `must be a text, a list of texts or an object, not ${kindOf(vms)}`,
    );
  }
  if ('moRef' in vms) {
    throw new InvalidValueError(name, 'must be a list if it is of facts');
  }
  requireValid(selectionSchema, vms, name);
  return readFields(vms as VmSelection, (key) => `${name}.${key}`);
}

function readFields(vms: VmSelection, nameOf: (field: string) => string): Selection {
  const { ignoreCase = false } = vms;
  const textsOf = (key: 'select' | 'exclude' | 'where' | Kind): readonly string[] =>
    vms[key] === undefined ? [] : readTexts(vms[key], nameOf(key));
  const selectorsOf = (key: 'select' | 'exclude' | Kind) =>
    textsOf(key).map((one) => parseSelector(one, { ignoreCase }));
  const chosen = textsOf('select');
  const isEvery = isEverything(chosen);
  const exclude = selectorsOf('exclude');
  const selection: Selection = {
    selectors: isEvery ? [] : selectorsOf('select'),
    within: withinKinds.flatMap((kind) =>
      selectorsOf(kind).map((selector) => ({ kind, selector })),
    ),
    where: textsOf('where').map((one) => readWhere(one, nameOf('where'), ignoreCase)),
    ...(exclude.length > 0 && { exclude }),
  };
  if (isWholeFleet(selection) && !isEvery) {
    throw new InvalidValueError(nameOf('select'), `is missing: '${everything}' is every VM`);
  }
  return selection;
}

type Kind = (typeof withinKinds)[number];

/** Selectors of hosts: none for every host. @throws InvalidValueError */
export function readSelectors(value: Texts, name: string): readonly Selector[] {
  const texts = readTexts(value, name);
  return isEverything(texts) ? [] : texts.map((one) => parseSelector(one));
}

function isEverything(texts: readonly string[]): boolean {
  return texts.length === 1 && texts[0] === everything;
}

function readTexts(value: Texts, name: string): readonly string[] {
  requireValid(Array.isArray(value) ? z.array(text).min(1) : text, value, name);
  return [value].flat();
}

function readWhere(value: string, name: string, ignoreCase: boolean): Where {
  const where = parseWhere(value, { ignoreCase });
  if (where === undefined) {
    throw new InvalidValueError(name, 'must be property=glob, such as config.version=vmx-1*');
  }
  try {
    lookUpPath(where.path);
  } catch (error) {
    throw error instanceof InvalidValueError ? noProperty(name, error) : error;
  }
  return where;
}

function noProperty(name: string, cause: InvalidValueError): InvalidValueError {
  return new InvalidValueError(name, `names no property of a VM: ${cause.message}`, { cause });
}

/** The VMs of one session. */
interface VmsOf {
  readonly session: Session;
  readonly selection: Selection;
  /** What is known of them, if they were given as facts. */
  readonly facts?: readonly VmFacts[];
}

/**
 * Which VMs of which session: facts say it themselves, anything else is looked for in the one session.
 *
 * @returns empty for an empty list of facts
 * @throws InvalidValueError
 */
export function vmsOf(
  sessions: readonly Session[],
  vms: WhichVms | readonly VmFacts[],
): readonly VmsOf[] {
  if (isFacts(vms)) {
    requireSessions(sessions, vms);
    return sessions.filter(isFirstAtItsAddress).flatMap((session) => {
      const own = vms.filter(({ endpoint }) => endpoint === session.endpoint);
      return own.length === 0 ? [] : [{ session, selection: selectionOf(own), facts: own }];
    });
  }
  const selection = readSelection(vms, 'vms');
  const [session, ...others] = sessions;
  if (session === undefined || others.length > 0) {
    throw new InvalidValueError(
      'vms',
      'must be facts where there is not exactly one session: select them first, session by session',
    );
  }
  return [{ session, selection }];
}

function isFirstAtItsAddress(
  { endpoint }: Session,
  index: number,
  sessions: readonly Session[],
): boolean {
  return sessions.findIndex((one) => one.endpoint === endpoint) === index;
}

function isFacts(vms: WhichVms | readonly VmFacts[]): vms is readonly VmFacts[] {
  if (!Array.isArray(vms) || vms.some((one) => typeof one === 'string')) {
    return false;
  }
  requireValid(z.array(facts), vms, 'vms');
  return true;
}

function selectionOf(vms: readonly VmFacts[]): Selection {
  const selectors = vms.map(({ moRef }) => parseSelector(`VirtualMachine:${moRef.value}`));
  return { selectors, within: [], where: [] };
}
