import type { CallOptions, GuestLogin, GuestOperations } from '../../vsphere/index.ts';
import { askEsxi } from './ask-esxi.ts';
import type { Evidence } from './evidence.ts';
import { type Probe, probeFor } from './guest-probe.ts';
import { refusalOf } from './guest-refusal.ts';
import type { GuestAnswer } from './judge.ts';

/** How guests are to be asked. */
export interface Asking {
  readonly login: GuestLogin;
  readonly withOutput: boolean;
  /** SHA-256 of the certificates of guests that are an ESXi; where there are none, those are not asked. */
  readonly esxiPins: readonly string[];
}

/** Asks one guest. What keeps it from answering is part of the answer; what concerns more than this guest is thrown. */
export async function askGuest(
  guests: GuestOperations,
  evidence: Evidence,
  { login, withOutput, esxiPins }: Asking,
  options: CallOptions,
): Promise<GuestAnswer> {
  const probe = probeFor(evidence);
  const { ipAddress, guestFamily } = evidence;
  if (probe === 'GUEST_IS_ESXI' && esxiPins.length > 0) {
    return ipAddress === undefined
      ? { reason: 'GUEST_ADDRESS_UNKNOWN' }
      : askEsxi(ipAddress, login, esxiPins, options);
  }
  if (typeof probe === 'string') {
    const detail = probe === 'GUEST_IS_ESXI' ? ipAddress : guestFamily;
    return { reason: probe, ...(detail === undefined ? {} : { detail }) };
  }
  try {
    return withOutput
      ? await askWithOutput(guests, evidence, probe, options)
      : read(probe, probe, await guests.run(evidence.moRef, probe.program, probe.line, options));
  } catch (error) {
    return refusalOf(error);
  }
}

/** The exit code is the answer, and stays one where the output cannot be had. */
async function askWithOutput(
  guests: GuestOperations,
  { moRef }: Evidence,
  probe: Probe,
  options: CallOptions,
): Promise<GuestAnswer> {
  let left: GuestAnswer = {};
  const answer = await guests.withTemporaryFile(
    moRef,
    async (file): Promise<GuestAnswer> => {
      const command = probe.into(file);
      const exitCode = await guests.run(moRef, command.program, command.line, options);
      const found = read(probe, command, exitCode);
      try {
        return { ...found, output: (await guests.readFile(moRef, file, options)).trim() };
      } catch (error) {
        return { ...found, outputMissing: refusalOf(error) };
      }
    },
    (file, error) => {
      const why = error instanceof Error ? error.message : String(error);
      left = { detail: `${file} was left in the guest: ${why}` };
    },
    options,
  );
  return { ...left, ...answer };
}

function read(
  { yes, no, doubtsNo }: Probe,
  { program, line }: { readonly program: string; readonly line: string },
  exitCode: number,
): GuestAnswer {
  const source = `${program} ${line}`;
  if (exitCode !== yes && exitCode !== no) {
    return { source, reason: 'GUEST_PROGRAM_FAILED', detail: `${program}: exit code ${exitCode}` };
  }
  return { source, value: exitCode === yes, ...(exitCode === no && doubtsNo && { unsure: true }) };
}
