import { harmless, harmlessPairs } from './harmless-leaves.ts';
import { type ElementPlace, mapText } from './map-text.ts';
import { kinds, optionHolders, technical, technicalTypes } from './pseudonym-kinds.ts';
import { type Kind, spellings } from './pseudonym-spellings.ts';

/** A file's name and what the product adds to it. Any other end can be a part of a name: `web.payroll`. */
const fileName =
  /^(.*?)(\.(?:vmx|vmtx|vmxf|vmdk|vmsd|vmsn|vmss|vmem|vswp|nvram|log|iso|flp|img))?$/is;

/** Words of the command line that a server's text may hold by chance. */
const choices: ReadonlySet<string> = new Set('never soft hard on off inherit keep'.split(' '));

/** Folders that every server has under these names. */
const builtIn: ReadonlySet<string> = new Set(
  'vm host datastore network Resources Datacenters ha-datacenter ha-folder-root'.split(' '),
);

const isBoolean = /^(?:true|false)$/i;
const isNumber = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const isShortNumber = /^[+-]?\d{1,3}(?:\.\d{1,2})?$/;
const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/;
const isUuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const isMac = /^(?:[\da-f]{2}:){5}[\da-f]{2}$/i;
/** What messages quote of the API itself: `spec.files`, `vim.VirtualMachine:vm-42`, `ReconfigVM_Task`. A host name looks much alike. */
const isTechnical =
  /^(?:(?:vim|vmodl|spec|config|info|summary|runtime|capability|guest)(?:\.\w+)+(?::[\w-]+)?|[A-Z]\w+_Task)$/;

/** Segments of paths that are the same on every server. */
const productSegments: ReadonlySet<string> = new Set([
  '',
  'sdk',
  'vimServiceVersions.xml',
  'host',
  'vmware_config',
  'guestFile',
  'folder',
]);

/**
 * Pseudonyms for whatever names people, machines and places: the same for the same original wherever it stands, so that a
 * request still fits its answer. Every leaf is replaced, unless it is listed as harmless or is true, false or a time; moids and the
 * keys of options stay, and short numbers as the values of options.
 */
export class Pseudonyms {
  readonly #given = new Map<string, string>();
  /** Apart: a number must be read as one, and a VM can be called the same. */
  readonly #numbers = new Map<string, string>();
  readonly #counts = new Map<Kind, number>();
  /** Keys that an option can be set to: the server's words, and a client compares with them. */
  readonly #choices = new Set<string>();
  /** Names of the leaves whose text was kept. */
  readonly #kept = new Set<string>();

  /** Gives an original a pseudonym of its own choosing, unless it has one. */
  add(original: string, pseudonym: string): void {
    if (!this.#given.has(original)) {
      this.#given.set(original, pseudonym);
    }
  }

  /** Replaces what one message holds. What a later one brings to light is only replaced in this one if it was gone through before. */
  replaceInXml(xml: string): string {
    return mapText(xml, (text, place) => this.#replaceLeaf(text, place)).replace(
      /(\sserverGuid\s*=\s*["'])([^"']+)/g,
      (_, start: string, guid: string) => start + this.#pseudonym('uuid', guid),
    );
  }

  /** Replaces what a file of a host holds, line by line; of `vhv.allow` a replay needs the value. */
  replaceInLines(text: string): string {
    return text
      .split('\n')
      .map((line) => (/^\s*vhv\.allow\s*=/.test(line) ? line : this.#pseudonym('text', line)))
      .join('\n');
  }

  /** Replaces what the product has not named in the path of a request: `/host/vmware_config` stays, `/guestFile?id=7` keeps its shape. */
  replaceInPath(path: string): string {
    const { pathname, searchParams } = new URL(path, 'https://host');
    const segments = pathname
      .split('/')
      .map((one) => (productSegments.has(one) ? one : this.#pseudonym('name', one)));
    const query = [...searchParams].map(
      ([name, value]) => `${name}=${this.#pseudonym('name', value)}`,
    );
    return segments.join('/') + (query.length > 0 ? `?${query.join('&')}` : '');
  }

  /**
   * Replaces what is known in one word of a command line: a name, a path, the value in `key=value`. Part of a name with wildcards
   * around it fits no pseudonym, and is replaced as if it were one.
   */
  replaceInWord(word: string): string {
    if (choices.has(word)) {
      return word;
    }
    const known = this.#given.get(word);
    if (known !== undefined) {
      return known;
    }
    const [, key, value] = /^([^=/]+=)(.*)$/s.exec(word) ?? [];
    if (key !== undefined && value !== undefined) {
      // What was never sent has no pseudonym yet, and may be a secret all the same.
      const isProperty = isTechnical.test(key.slice(0, -1));
      const replaced = isProperty ? this.replaceInWord(value) : this.#pseudonym('value', value);
      return key + replaced;
    }
    return word
      .split('/')
      .map((part) => {
        const isPartial = /[*?]/.test(part) && /[^*?]/.test(part);
        return this.#given.get(part) ?? (isPartial ? this.#pseudonym('name', part) : part);
      })
      .join('/');
  }

  /** How many different texts have a pseudonym, by kind, and the names of the leaves whose text was kept. */
  summary(): { readonly replaced: Record<string, number>; readonly kept: string[] } {
    return { replaced: Object.fromEntries(this.#counts), kept: [...this.#kept] };
  }

  #replaceLeaf(text: string, place: ElementPlace): string {
    const replaced = this.#replace(text, place);
    if (replaced === text && text.trim() !== '' && !text.startsWith('SCRUBBED-')) {
      this.#kept.add(meaningOf(place).name);
    }
    return replaced;
  }

  #replace(text: string, place: ElementPlace): string {
    const { name, holder } = meaningOf(place);
    if (name === 'key' && holder === 'choiceInfo') {
      this.#choices.add(text);
    }
    if (place.isReference || isBoolean.test(text) || isTime.test(text)) {
      return text;
    }
    if (isUuid.test(text)) {
      return this.#pseudonym('uuid', text);
    }
    if (isMac.test(text)) {
      return this.#pseudonym('mac', text);
    }
    if (name === 'value' && isOption(place.parent)) {
      return this.#replaceOption(text, place);
    }
    const isTechnicalPlace = technical.has(holder) || technicalTypes.has(place.parent?.type);
    if (isTechnicalPlace && (name === 'name' || name === 'fullName')) {
      return text;
    }
    if (isHarmless(text, { name, holder }, place)) {
      return text;
    }
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    switch (kind) {
      case undefined:
        return this.#pseudonym(isNumber.test(text) ? 'number' : 'text', text);
      case 'path':
        return this.#replacePath(text);
      case 'file':
        return this.#replaceFile(text);
      default:
        return this.#pseudonym(kind, text);
    }
  }

  /** What is short and a number is a size or a switch. */
  #replaceOption(text: string, { type }: ElementPlace): string {
    if (this.#choices.has(text) || isShortNumber.test(text)) {
      return text;
    }
    const mustBeNumber = /^(?:int|long|short|byte|float|double)$/.test(type ?? '');
    return this.#pseudonym(mustBeNumber ? 'number' : 'value', text);
  }

  #replacePath(path: string): string {
    return path
      .split('/')
      .map((segment) => this.#pseudonym('name', segment))
      .join('/');
  }

  /** `[datastore1] web01/web01.vmx` */
  #replaceFile(path: string): string {
    const [, datastore = '', rest = ''] = /^(?:\[([^\]]*)\]\s*)?(.*)$/s.exec(path) ?? [];
    const segments = rest.split('/').map((segment) => {
      const [, stem = '', extension = ''] = fileName.exec(segment) ?? [];
      return this.#pseudonym('name', stem) + extension;
    });
    return (datastore && `[${this.#pseudonym('name', datastore)}] `) + segments.join('/');
  }

  #pseudonym(kind: Kind, original: string): string {
    const stays =
      original.trim() === '' ||
      isBoolean.test(original) ||
      builtIn.has(original) ||
      original.startsWith('SCRUBBED-');
    if (stays) {
      return original;
    }
    const given = kind === 'number' ? this.#numbers : this.#given;
    const known = given.get(original);
    if (known !== undefined) {
      return known;
    }
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const pseudonym = spellings[kind](count);
    given.set(original, pseudonym);
    return pseudonym;
  }
}

/** What the elements of a list are called, if they are no objects. */
const listed: ReadonlySet<string> = new Set(
  'string int long short byte float double boolean dateTime base64Binary anyType'.split(' '),
);

/** What an element is called, and inside of what. A property's value is called after its path, a list's element after the list. */
function meaningOf(place: ElementPlace | undefined): { name: string; holder: string } {
  if (place === undefined) {
    return { name: '', holder: '' };
  }
  const path = place.name === 'val' ? place.parent?.texts.get('name') : undefined;
  if (path !== undefined) {
    const [name = '', holder = ''] = path.split('.').reverse();
    return { name, holder };
  }
  return listed.has(place.name)
    ? meaningOf(place.parent)
    : { name: place.name, holder: meaningOf(place.parent).name };
}

function isHarmless(
  text: string,
  { name, holder }: { name: string; holder: string },
  place: ElementPlace,
): boolean {
  if (name === 'key' || name === 'value') {
    const isPair = harmlessPairs.has(holder) || harmlessPairs.has(place.parent?.type ?? '');
    return (
      isPair ||
      (name === 'key' &&
        (isOption(place.parent) || isNumber.test(place.parent?.texts.get('key') ?? '')))
    );
  }
  if (name === 'extensionKey') {
    return isVmwares(text);
  }
  if (name === 'type' && holder === 'managedBy') {
    return isVmwares(place.parent?.texts.get('extensionKey') ?? '');
  }
  // Of a guest, `path` is the path of a file.
  return harmless.has(name) && (name !== 'path' || /^\w+(?:[.[]|$)/.test(text));
}

/** Extensions of other makers tell what somebody has bought. */
function isVmwares(extensionKey: string): boolean {
  return /^(?:com\.vmware\.|VirtualCenter$)/.test(extensionKey);
}

function isOption(holder: ElementPlace | undefined): boolean {
  return (
    holder !== undefined &&
    (optionHolders.has(holder.name) ||
      holder.type === 'OptionValue' ||
      holder.parent?.name === 'QueryOptionsResponse')
  );
}
