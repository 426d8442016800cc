import { parseSelector, parseValueGlob, type Selection, type Selector } from '../../index.ts';
import { lookUpPath } from '../../vsphere/index.ts';
import type { Context } from '../context.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import type { SelectionArgs } from './options.ts';

async function readLines(io: Io): Promise<string[]> {
  let text = '';
  for await (const chunk of io.stdin) {
    text += String(chunk);
  }
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/**
 * Selectors from the command line, and from stdin where a lone `-` asks for it. A line of stdin comes from a program and names exactly
 * one object: a `*` in it is a star.
 *
 * @throws UsageError where stdin holds none
 */
export async function readSelectors(
  context: Context,
  given: readonly string[] = [],
): Promise<Selector[]> {
  const typed = [...given, ...context.literal].map((text) => parseSelector(text));
  if (!context.dash) {
    return typed;
  }
  const lines = await readLines(context.io);
  if (lines.length === 0) {
    throw new UsageError('stdin holds no selector; nothing was done');
  }
  return [...typed, ...lines.map((line) => parseSelector(line, { literal: true }))];
}

function readWhere(text: string): Selection['where'][number] {
  const equals = text.indexOf('=');
  if (equals <= 0) {
    throw new UsageError(`--where ${text}: write property=glob, for example config.version=vmx-1*`);
  }
  const path = text.slice(0, equals);
  lookUpPath(path);
  return { path, selector: parseValueGlob(text.slice(equals + 1)) };
}

/** What the command line says of which VMs are meant. */
export async function readSelection(context: Context, args: SelectionArgs): Promise<Selection> {
  if (args.all && (args.selector?.length ?? 0) + context.literal.length > 0) {
    throw new UsageError('--all and the names of VMs contradict each other: give one of them');
  }
  const kinds = ['cluster', 'host', 'folder', 'pool'] as const;
  return {
    selectors: await readSelectors(context, args.selector),
    within: kinds.flatMap((kind) =>
      (args[kind] ?? []).map((text) => ({ kind, selector: parseSelector(text) })),
    ),
    where: (args.where ?? []).map(readWhere),
  };
}

/** For writes: the whole fleet is never meant by leaving something out. */
export async function readWriteSelection(
  context: Context,
  args: SelectionArgs,
): Promise<Selection> {
  const selection = await readSelection(context, args);
  const isNarrowed = selection.within.length > 0 || selection.where.length > 0;
  if (args.all && selection.selectors.length > 0) {
    throw new UsageError('--all and the names of VMs contradict each other: give one of them');
  }
  if (selection.selectors.length === 0 && !isNarrowed && !args.all) {
    throw new UsageError('which VMs? Name them, narrow them down, or say --all');
  }
  return selection;
}
