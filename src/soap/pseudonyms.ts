import { type ElementPlace, mapText } from './map-text.ts';

/** What a text is of, and with it how its pseudonym looks. */
type Kind = 'name' | 'user' | 'host' | 'address' | 'mac' | 'uuid' | 'value' | 'text';

const spellings: Readonly<Record<Kind, (n: number) => string>> = {
  name: (n) => `name-${n}`,
  user: (n) => `user-${n}`,
  host: (n) => `host-${n}.example.com`,
  // RFC 5737 and RFC 3849 keep addresses free for examples; the first has few, the second enough.
  address: (n) => (n < 255 ? `192.0.2.${n}` : `2001:db8::${n.toString(16)}`),
  mac: (n) => `00:50:56:${hex(n, 6).match(/../g)?.join(':')}`,
  uuid: (n) => `00000000-0000-4000-8000-${hex(n, 12)}`,
  value: (n) => `value-${n}`,
  text: (n) => `text-${n}`,
};

function hex(n: number, digits: number): string {
  return n.toString(16).padStart(digits, '0');
}

/** By the name of an element, or of the last part of a property path. */
const kinds: Readonly<Record<string, Kind | 'path' | 'file' | 'message'>> = {
  name: 'name',
  entityName: 'name',
  userName: 'user',
  // Of a guest: who logs in, and whose process it is.
  username: 'user',
  owner: 'user',
  fullName: 'user',
  hostName: 'host',
  dnsName: 'host',
  domainName: 'host',
  ipAddress: 'address',
  ip: 'address',
  macAddress: 'mac',
  mac: 'mac',
  annotation: 'text',
  inventoryPath: 'path',
  vmPathName: 'file',
  fileName: 'file',
  localizedMessage: 'message',
  faultstring: 'message',
  message: 'message',
  // Of an event: what it says, and what a reconfiguration changed from what to what.
  fullFormattedMessage: 'text',
  modified: 'text',
  added: 'text',
  deleted: 'text',
};

/** Whose `name` or `fullName` belongs to the product or the language: property paths, options, filters, releases, methods. */
const technical: ReadonlySet<string> = new Set([
  'propSet',
  'changeSet',
  'selectSet',
  'about',
  'product',
  'namespace',
  'QueryOptions',
  'InvalidNameFault',
  'InvalidPropertyFault',
  'info',
]);
const technicalTypes: ReadonlySet<string | undefined> = new Set([
  'InvalidName',
  'InvalidProperty',
  'TaskInfo',
  'AboutInfo',
]);

const optionHolders: ReadonlySet<string> = new Set(['OptionValue', 'extraConfig', 'changedValue']);

/** Folders that every server has under these names. */
const builtIn: ReadonlySet<string> = new Set(
  'vm host datastore network Resources Datacenters ha-datacenter ha-folder-root'.split(' '),
);

const isPlain = /^(?:true|false|[+-]?\d+(?:\.\d+)?)$/i;
const isUuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const isMac = /^(?:[\da-f]{2}:){5}[\da-f]{2}$/i;
/** What messages quote of the API itself: `spec.files`, `vim.VirtualMachine:vm-42`, `ReconfigVM_Task`. A host name looks much alike. */
const isTechnical =
  /^(?:(?:vim|vmodl|spec|config|info|summary|runtime|capability|guest)(?:\.\w+)+(?::[\w-]+)?|[A-Z]\w+_Task)$/;

/**
 * Pseudonyms for whatever names people, machines and places: the same for the same original wherever it stands, so that a
 * request still fits its answer. Only whole texts and whole segments of paths are replaced; TRUE, FALSE and numbers stay, and so do
 * moids. Text that is nobody's field, such as the keys of options, is not looked at.
 */
export class Pseudonyms {
  readonly #given = new Map<string, string>();
  readonly #counts = new Map<Kind, number>();
  /** Keys that an option can be set to: the server's words, and a client compares with them. */
  readonly #choices = new Set<string>();

  /** Gives an original a pseudonym of its own choosing, unless it has one. */
  add(original: string, pseudonym: string): void {
    if (!this.#given.has(original)) {
      this.#given.set(original, pseudonym);
    }
  }

  /** Replaces what one message holds. What a later one brings to light is only replaced in this one if it was gone through before. */
  replaceInXml(xml: string): string {
    return mapText(xml, (text, place) => this.#replace(text, place));
  }

  /**
   * Replaces what is known in one word of a command line: a name, a path, the value in `key=value`. Part of a name with wildcards
   * around it fits no pseudonym, and is replaced as if it were one.
   */
  replaceInWord(word: string): string {
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

  #replace(text: string, place: ElementPlace): string {
    const { name, holder } = meaningOf(place);
    if (name === 'key' && holder === 'choiceInfo') {
      this.#choices.add(text);
    }
    if (place.isReference) {
      return text;
    }
    if (isUuid.test(text)) {
      return this.#pseudonym('uuid', text);
    }
    if (isMac.test(text)) {
      return this.#pseudonym('mac', text);
    }
    if (name === 'value' && isOption(place.parent)) {
      return this.#choices.has(text) ? text : this.#pseudonym('value', text);
    }
    const isTechnicalPlace = technical.has(holder) || technicalTypes.has(place.parent?.type);
    if (isTechnicalPlace && (name === 'name' || name === 'fullName')) {
      return text;
    }
    switch (kinds[name]) {
      case undefined:
        return text;
      case 'path':
        return this.#replacePath(text);
      case 'file':
        return this.#replaceFile(text);
      case 'message':
        return this.#replaceMessage(text);
      default:
        return this.#pseudonym(kinds[name], text);
    }
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
      const [, stem = '', extension = ''] = /^(.*?)(\.\w+)?$/s.exec(segment) ?? [];
      return this.#pseudonym('name', stem) + extension;
    });
    return (datastore && `[${this.#pseudonym('name', datastore)}] `) + segments.join('/');
  }

  /** Nobody matches a message, so a word too many does no harm: whatever is quoted, or is known from elsewhere. */
  #replaceMessage(text: string): string {
    return text.replace(
      /(?<![\p{L}\p{N}])(['"])(.*?)\1(?![\p{L}\p{N}])|[^\s'"(),;]*[^\s'"(),;:.]/gu,
      (whole, quote?: string, quoted?: string) => {
        if (quote === undefined || quoted === undefined) {
          return this.#given.get(whole) ?? whole;
        }
        return quote + this.#replaceQuoted(quoted) + quote;
      },
    );
  }

  #replaceQuoted(quoted: string): string {
    if (isTechnical.test(quoted)) {
      return quoted;
    }
    return quoted.includes('/') ? this.#replacePath(quoted) : this.#pseudonym('name', quoted);
  }

  #pseudonym(kind: Kind, original: string): string {
    const stays =
      original.trim() === '' ||
      isPlain.test(original) ||
      builtIn.has(original) ||
      original.startsWith('SCRUBBED-');
    if (stays) {
      return original;
    }
    const known = this.#given.get(original);
    if (known !== undefined) {
      return known;
    }
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const pseudonym = spellings[kind](count);
    this.#given.set(original, pseudonym);
    return pseudonym;
  }
}

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
  return place.name === 'string'
    ? meaningOf(place.parent)
    : { name: place.name, holder: meaningOf(place.parent).name };
}

function isOption(holder: ElementPlace | undefined): boolean {
  return (
    holder !== undefined &&
    (optionHolders.has(holder.name) ||
      holder.type === 'OptionValue' ||
      holder.parent?.name === 'QueryOptionsResponse')
  );
}
