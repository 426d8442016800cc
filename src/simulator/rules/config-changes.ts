import type { VirtualMachine } from '../model/virtual-machine.ts';
import { configInfo } from '../model/vm-config.ts';
import type { ChangesInfoEventArgument } from '../types.ts';

export interface ConfigChanges {
  readonly argument: ChangesInfoEventArgument;
  /** As the event's message has them. */
  readonly text: string;
}

interface Settings {
  /** Every plain value by its path, as a change shows it: `"text"`, `true`. */
  readonly fields: ReadonlyMap<string, string>;
  /** Those of extraConfig, by key. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Runs a change and tells what came of it, as VmReconfiguredEvent does: `config.nestedHVEnabled: false -> true; `
 *
 * The spelling is that of events that were published: an 8.0.3 in bhayanak/phantom-api, a VmReconfiguredEvent in vmware-samples' VEBA and in
 * ManageIQ's user interface. That what is deleted is written as what is added is unverified.
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
  const argument = {
    modified: modifications(before.fields, after.fields) + optionChanges(before, after),
    added: options(after.options, before.options),
    deleted: options(before.options, after.options),
  };
  const { modified, added, deleted } = argument;
  return {
    argument,
    text: `  \n \nModified:  \n \n${modified} Added:  \n \n${added} Deleted:  \n \n${deleted}`,
  };
}

const end = '; \n\n';

function modifications(
  before: Settings['fields'],
  after: Settings['fields'],
  pathOf = (key: string): string => key,
): string {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => {
      const [from = '<unset>', to = '<unset>'] = [before.get(key), after.get(key)];
      return `${pathOf(key)}: ${from} -> ${to}${end}`;
    })
    .join('');
}

function optionChanges(before: Settings, after: Settings): string {
  const kept = (one: Settings, other: Settings) =>
    new Map([...one.options].filter(([key]) => other.options.has(key)));
  return modifications(
    kept(before, after),
    kept(after, before),
    (key) => `config.extraConfig("${key}").value`,
  );
}

/** The options that the others lack: `config.extraConfig("a"): (key = "a", value = "1"); ` */
function options(some: Settings['options'], others: Settings['options']): string {
  return [...some]
    .filter(([key]) => !others.has(key))
    .map(([key, value]) => `config.extraConfig("${key}"): (key = "${key}", value = ${value})${end}`)
    .join('');
}

function spell(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function settingsOf(vm: VirtualMachine): Settings {
  const { hardware, flags, extraConfig = [], changeVersion: _version, ...rest } = configInfo(vm);
  const { numCPU, numCoresPerSocket, memoryMB } = hardware;
  const fields = new Map<string, string>();
  const add = (prefix: string, values: object) => {
    for (const [name, value] of Object.entries(values)) {
      if (typeof value !== 'object') {
        fields.set(`${prefix}.${name}`, spell(value));
      }
    }
  };
  add('config', rest);
  add('config.hardware', { numCPU, numCoresPerSocket, memoryMB });
  add('config.flags', flags);
  return { fields, options: new Map(extraConfig.map(({ key, value }) => [key, spell(value)])) };
}
