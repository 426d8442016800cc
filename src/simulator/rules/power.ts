import type { VirtualMachine } from '../model/virtual-machine.ts';
import { invalidPowerState, type Refusal } from '../refusal.ts';
import type { VirtualMachinePowerState } from '../types.ts';
import type { World } from '../world.ts';
import type { RuleAnswers } from './rules.ts';

/** What the method asks for, and where a VM has to be for it. */
const wanted = {
  powerOff: { requested: 'poweredOff', from: ['poweredOn', 'suspended'] },
  suspend: { requested: 'suspended', from: ['poweredOn'] },
  reset: { requested: 'poweredOn', from: ['poweredOn'] },
  guest: { requested: 'poweredOn', from: ['poweredOn'] },
} as const satisfies Record<
  string,
  { requested: VirtualMachinePowerState; from: readonly VirtualMachinePowerState[] }
>;

/** Why a VM cannot be powered off, suspended, reset or asked through its guest; undefined where it can. */
export function refusalOfPower(
  { state }: VirtualMachine,
  action: keyof typeof wanted,
): Refusal | undefined {
  const { requested, from } = wanted[action];
  const allowed: readonly VirtualMachinePowerState[] = from;
  return allowed.includes(state.powerState)
    ? undefined
    : invalidPowerState(state.powerState, requested);
}

/** What besides a reconfigure gives a VM a new changeVersion, by the answer of the rule. */
const movers: Readonly<Record<RuleAnswers['changeVersionAtPower'], readonly string[]>> = {
  powerOn: ['on'],
  powerOnAndOff: ['on', 'off'],
  powerAndTools: ['on', 'off', 'tools'],
  unmoved: [],
};

/** Moves changeVersion where the server does so for what has happened. */
export function moveChangeVersion(
  { state }: VirtualMachine,
  { answers, timestamps }: Pick<World, 'answers' | 'timestamps'>,
  happened: 'on' | 'off' | 'tools',
): void {
  if (movers[answers.changeVersionAtPower].includes(happened)) {
    state.changeVersion = timestamps.next();
  }
}
