import {
  isWholeFleet,
  lookUpPath,
  parseSelector,
  parseWhere,
  type Selection,
  type Selector,
  type SelectorOptions,
  withinKinds,
} from '../../vsphere/index.ts';
import type { Context } from '../context.ts';
import { readStdin } from '../files/secret.ts';
import { cannotRead } from '../files/system-error.ts';
import { UsageError } from '../usage-error.ts';
import type { SelectionArgs, SelectorArgs } from './options.ts';

/**
 * Selectors from the command line, and from stdin where a lone `-` asks for it. A line of stdin comes from a program and names exactly
 * one object: a `*` in it is a star.
 *
 * @throws UsageError if stdin holds none, or no text
 */
export async function readSelectors(context: Context, args: SelectorArgs): Promise<Selector[]> {
  const ignoreCase = args['ignore-case'];
  const typed = [...(args.selector ?? []), ...context.literal].map((text) =>
    parseSelector(text, { ignoreCase }),
  );
  if (!context.dash) {
    return typed;
  }
  const text = await readStdin(context.io).catch((error: unknown) => {
    throw cannotRead('stdin', error);
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0) {
    throw new UsageError('stdin holds no selector; nothing was done');
  }
  return [...typed, ...lines.map((line) => parseSelector(line, { literal: true, ignoreCase }))];
}

function readWhere(text: string, options: SelectorOptions): Selection['where'][number] {
  const where = parseWhere(text, options);
  if (where === undefined) {
    throw new UsageError(`--where ${text}: write property=glob, for example config.version=vmx-1*`);
  }
  lookUpPath(where.path);
  return where;
}

function readExclude(texts: readonly string[], options: SelectorOptions): Selector[] {
  if (texts.length === 0) {
    throw new UsageError('--exclude needs a path, glob, name or moid');
  }
  return texts.map((text) => parseSelector(text, options));
}

/** @throws UsageError where `--all` is said, and names beside it */
function refuseAllBeside({ all }: SelectionArgs, names: readonly unknown[]): void {
  if (all && names.length > 0) {
    throw new UsageError('--all and the names of VMs contradict each other: give one of them');
  }
}

/** What the command line says of which VMs are meant. */
export async function readSelection(context: Context, args: SelectionArgs): Promise<Selection> {
  refuseAllBeside(args, [...(args.selector ?? []), ...context.literal]);
  const options = { ignoreCase: args['ignore-case'] };
  return {
    selectors: await readSelectors(context, args),
    within: withinKinds.flatMap((kind) =>
      (args[kind] ?? []).map((text) => ({ kind, selector: parseSelector(text, options) })),
    ),
    where: (args.where ?? []).map((text) => readWhere(text, options)),
    ...(args.exclude !== undefined && { exclude: readExclude(args.exclude, options) }),
  };
}

/** For writes: the whole fleet is never meant by leaving something out. */
export async function readWriteSelection(
  context: Context,
  args: SelectionArgs,
): Promise<Selection> {
  const selection = await readSelection(context, args);
  refuseAllBeside(args, selection.selectors);
  if (isWholeFleet(selection) && !args.all) {
    throw new UsageError('which VMs? Name them, narrow them down, or say --all');
  }
  return selection;
}
