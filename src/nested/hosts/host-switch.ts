import { AbortedError, ExchangeError, faultOf } from '../../errors.ts';
import type { MoRef, OptionValue } from '../../vim25/index.ts';
import { type CallOptions, queryOptions, type Session } from '../../vsphere/index.ts';

/** What the host's OptionManager says of one option name. */
export type OptionAnswer =
  | { readonly answer: 'value'; readonly value: string }
  /** InvalidName: hosts have a fixed list of options, and this is not in it. */
  | { readonly answer: 'no such option' }
  | { readonly answer: 'no right to read' }
  /** The host is not connected, has no OptionManager, failed in another way, or gave no answer. */
  | { readonly answer: 'not looked at'; readonly reason: string };

/** Where a host-level vhv.allow would stand if the OptionManager had one. */
const optionNames = ['vhv.allow', 'Config.Defaults.vhv.allow'] as const;

async function askOption(
  session: Session,
  optionManager: MoRef | undefined,
  name: string,
  options: CallOptions,
): Promise<OptionAnswer> {
  if (optionManager === undefined) {
    return { answer: 'not looked at', reason: 'the host has no OptionManager' };
  }
  try {
    const found = await queryOptions(session, optionManager, name, options);
    return findOption(found, name);
  } catch (error) {
    // One host that hangs or breaks off is no reason to know nothing of the others.
    if (error instanceof ExchangeError && !(error instanceof AbortedError)) {
      return { answer: 'not looked at', reason: error.message };
    }
    switch (faultOf(error)?.type) {
      case 'InvalidName':
        return { answer: 'no such option' };
      case 'NoPermission':
        return { answer: 'no right to read' };
      case undefined:
      case 'NotAuthenticated':
        throw error;
      default:
        return { answer: 'not looked at', reason: (error as Error).message };
    }
  }
}

function findOption(found: readonly OptionValue[], name: string): OptionAnswer {
  const option = found.find(({ key }) => key === name);
  return option === undefined
    ? { answer: 'no such option' }
    : { answer: 'value', value: String(option.value ?? '') };
}

/**
 * Asks a host's OptionManager for a host-level vhv.allow. One that is not connected is not asked: what a vCenter answers in its place is
 * no answer of the host's.
 *
 * @param connectionState runtime.connectionState of the host
 * @throws FaultError where the session has ended; AbortedError.
 */
export async function askHostSwitch(
  session: Session,
  optionManager: MoRef | undefined,
  connectionState: string | undefined,
  options: CallOptions,
): Promise<Readonly<Record<string, OptionAnswer>>> {
  const answers: Record<string, OptionAnswer> = {};
  if ((connectionState ?? 'connected') !== 'connected') {
    const reason = `the host is ${connectionState}`;
    return Object.fromEntries(
      optionNames.map((name) => [name, { answer: 'not looked at', reason }]),
    );
  }
  for (const name of optionNames) {
    answers[name] = await askOption(session, optionManager, name, options);
  }
  return answers;
}
