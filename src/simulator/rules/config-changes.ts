import type { VirtualMachine } from '../model/virtual-machine.ts';
import { configInfo } from '../model/vm-config.ts';
import type { ChangesInfoEventArgument } from '../types.ts';

export interface ConfigChanges {
  readonly argument: ChangesInfoEventArgument;
  /** As the event's message has them. */
  readonly text: string;
}

type Settings = ReadonlyMap<string, string>;

/**
 * Runs a change and tells what came of it, as VmReconfiguredEvent does: `config.nestedHVEnabled: false -> true;`
 *
 * @param change returns whether there was anything to change
 */
export function describeChanges(
  vm: VirtualMachine,
  change: () => boolean,
): ConfigChanges | undefined {
  const before = settingsOf(vm);
  if (!change()) {
    return undefined;
  }
  const after = settingsOf(vm);
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const list = (of: (key: string) => string | undefined) =>
    keys.flatMap((key) => of(key) ?? []).join('');
  const argument = {
    modified: list((key) => {
      const [one, other] = [before.get(key), after.get(key)];
      const differs = one !== undefined && other !== undefined && one !== other;
      return differs ? `${key}: ${one} -> ${other}; \n` : undefined;
    }),
    added: list((key) => (before.has(key) ? undefined : `${key}: ${after.get(key)}; \n`)),
    deleted: list((key) => (after.has(key) ? undefined : `${key}: ${before.get(key)}; \n`)),
  };
  const { modified, added, deleted } = argument;
  return {
    argument,
    text: ` \n \nModified:\n \n${modified}\n Added:\n \n${added}\n Deleted:\n \n${deleted}`,
  };
}

/** Every setting that is a plain value, by its path. */
function settingsOf(vm: VirtualMachine): Settings {
  const { hardware, flags, extraConfig, changeVersion: _version, ...rest } = configInfo(vm);
  const { numCPU, numCoresPerSocket, memoryMB } = hardware;
  const settings = new Map<string, string>();
  const add = (prefix: string, values: object) => {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== 'object') {
        settings.set(`${prefix}.${name}`, String(value));
      }
    }
  };
  add('config', rest);
  add('config.hardware', { numCPU, numCoresPerSocket, memoryMB });
  add('config.flags', flags);
  for (const { key, value } of extraConfig ?? []) {
    settings.set(`config.extraConfig("${key}")`, String(value));
  }
  return settings;
}
