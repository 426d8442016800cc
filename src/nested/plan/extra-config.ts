import { InvalidValueError } from '../../errors.ts';
import { escapeUnits } from '../../escape-unprintable.ts';
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
  const text = value?.trim() ?? 'FALSE';
  if (/^(false|no|0|off)$/i.test(text)) {
    return false;
  }
  if (/^(true|yes|1|on)$/i.test(text)) {
    return true;
  }
  throw new InvalidValueError(flagKey, `must be TRUE or FALSE, not '${value}'`);
}

/** What no key of a .vmx file holds: blanks, control and invisible characters, the quotes that a pasted line brings along, and the # of a comment. */
const foreign = /^#|[\s\p{C}"'“”„‘’]/u;

function isKey(text: string): boolean {
  return text !== '' && text !== '__proto__' && !foreign.test(text);
}

/** The text between quotes; what nobody would see is spelt, as `\u200b`. */
export function visible(text: string): string {
  return `'${text.replaceAll(/\p{C}/gu, escapeUnits)}'`;
}

/**
 * The key that is meant by a pasted one: without the blanks around it.
 *
 * @throws InvalidValueError for what is no key, and for `__proto__`, which no reader of JSON or YAML can be trusted to keep
 */
export function normalKey(text: string): string {
  const key = text.trim();
  if (!isKey(key)) {
    throw new InvalidValueError(
      'the key of an advanced option',
      `is ${visible(text)}: a key has no blanks and no quotes, does not begin with #, and is not empty or __proto__. Fix: write it as in a .vmx file, key = "value"`,
    );
  }
  return key;
}

/** The value without the quotes that it stands in as a whole, as in a .vmx file: `"TRUE"`. */
function unquote(value: string): string {
  const [, double, typeset, single] =
    /^\s*(?:"([^"]*)"|“([^“”]*)”|'([^'"]*)')\s*$/u.exec(value) ?? [];
  return double ?? typeset ?? single ?? value;
}

export interface Translated {
  readonly desired: Desired;
  /** Whether vhv.enable was asked for and nestedHVEnabled is what is meant: to be said aloud. */
  readonly flagTranslated: boolean;
}

function refuseShadowed(key: string): void {
  const owner = shadowed.get(key.toLowerCase());
  if (owner !== undefined) {
    throw new InvalidValueError(
      key,
      `cannot be set as an advanced option: the server drops it without a word. It belongs to ${owner}`,
    );
  }
}

/** Whether a key is one that a plan may hold: earlier versions planned pasted keys as they stood, and a server keeps those beside what is meant. */
export function isPlannedKey(key: string): boolean {
  const lower = key.toLowerCase();
  return isKey(key) && lower !== flagKey && !shadowed.has(lower);
}

/**
 * Takes what people write and makes it what the API does: blanks around keys and quotes around values go, as of a pasted line of a .vmx
 * file; `vhv.enable` becomes nestedHVEnabled; other keys that the server would drop without a word are refused.
 *
 * @throws InvalidValueError for what is no key (`normalKey`), for a shadowed key, for one key in two spellings, or where vhv.enable contradicts the flag that is asked
 * for.
 */
export function translate(desired: Desired): Translated {
  const extraConfig = new Map<string, string | null>();
  const spellings = new Map<string, string>();
  let { nestedHVEnabled } = desired;
  let flagTranslated = false;
  for (const [written, given] of Object.entries(desired.extraConfig)) {
    const key = normalKey(written);
    const value = given === null ? null : unquote(given);
    const lower = key.toLowerCase();
    refuseShadowed(key);
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
