import { InvalidValueError } from '../../errors.ts';
import type { Desired } from './change.ts';

/**
 * Keys that the API silently drops from extraConfig because a field of ConfigSpec or another method stands for them: the task
 * succeeds and nothing changes. Sources: types.go on ConfigSpec.extraConfig, and the threads that each cost somebody a day.
 */
const shadowed: ReadonlyMap<string, string> = new Map(
  Object.entries({
    numvcpus: 'the number of CPUs (govc vm.change -c)',
    memsize: 'the memory size (govc vm.change -m)',
    'svga.vramsize': 'the video card',
    'tools.synctime': 'the tools settings (govc vm.change -sync-time-with-host)',
    'ftcpt.ftencryptionmode': 'ftEncryptionMode',
    'migrate.encryptionmode': 'migrateEncryption',
    'vhv.allow': "the host's own file; it is a switch of ESXi 5.0 (vhv hosts)",
  }),
);

/** The .vmx key behind nestedHVEnabled. */
const flagKey = 'vhv.enable';

function parseFlag(value: string | null): boolean {
  if (value === null || /^(false|no|0|off)$/i.test(value)) {
    return false;
  }
  if (/^(true|yes|1|on)$/i.test(value)) {
    return true;
  }
  throw new InvalidValueError(flagKey, `must be TRUE or FALSE, not '${value}'`);
}

export interface Translated {
  readonly desired: Desired;
  /** Whether vhv.enable was asked for and nestedHVEnabled is what is meant: to be said aloud. */
  readonly flagTranslated: boolean;
}

/**
 * Takes what people write and makes it what the API does: `vhv.enable` becomes nestedHVEnabled, and other keys that the server would
 * drop without a word are refused.
 *
 * @throws InvalidValueError for a shadowed key, for one key in two spellings, or where vhv.enable contradicts the flag that is asked
 * for.
 */
export function translate(desired: Desired): Translated {
  const extraConfig = new Map<string, string | null>();
  const spellings = new Map<string, string>();
  let { nestedHVEnabled } = desired;
  let flagTranslated = false;
  for (const [key, value] of Object.entries(desired.extraConfig)) {
    const lower = key.toLowerCase();
    const owner = shadowed.get(lower);
    if (owner !== undefined) {
      throw new InvalidValueError(
        key,
        `cannot be set as an advanced option: the server drops it without a word. It belongs to ${owner}`,
      );
    }
    if (lower === flagKey) {
      const flag = parseFlag(value);
      if (nestedHVEnabled !== undefined && nestedHVEnabled !== flag) {
        throw new InvalidValueError(
          key,
          `would be ${value}, and nestedHVEnabled is to be ${nestedHVEnabled}: they contradict each other`,
        );
      }
      nestedHVEnabled = flag;
      flagTranslated = true;
    } else {
      const other = spellings.get(lower);
      if (other !== undefined) {
        throw new InvalidValueError(key, `is the same key as ${other}`);
      }
      spellings.set(lower, key);
      extraConfig.set(key, value === '' ? null : value);
    }
  }
  const flag = nestedHVEnabled === undefined ? {} : { nestedHVEnabled };
  return { desired: { ...flag, extraConfig: Object.fromEntries(extraConfig) }, flagTranslated };
}
