import type { IncomingHttpHeaders } from 'node:http';
import { unescapeXml } from './unescape-xml.ts';

/** What stands where a secret was. A session keeps its number, so that one can be told from another. */
const placeholders = {
  password: 'SCRUBBED-PASSWORD',
  ticket: 'SCRUBBED-TICKET',
  authorization: 'SCRUBBED-AUTHORIZATION',
  session: 'SCRUBBED-SESSION',
} as const;

const entityNames: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** Elements whose text is a secret, whatever stands around them; `ticket` also names those of guest logins and consoles. */
const secretElements =
  'password|oldPassword|newPassword|cloneTicket|ticket|base64Token|sspiToken|samlToken|BinarySecurityToken|Assertion';
const elementPattern = new RegExp(
  `(<(?:[\\w.-]+:)?(${secretElements})(?:\\s[^<>]*)?(?<!/)>)([\\s\\S]*?)(?=(</(?:[\\w.-]+:)?\\2\\s*>)|$)`,
  'g',
);
/** A SAML assertion that was put into an element as text. */
const escapedAssertion = /&lt;(?:\w+:)?Assertion\b[^<]*/g;
const ticketAnswer =
  /(<(?:\w+:)?(Acquire\w*Ticket)Response\b[^<>]*>)([\s\S]*?)(?=<\/(?:\w+:)?\2Response|$)/g;
/** An advanced option that is named after what it holds. Policies such as `Security.PasswordMaxDays` are numbers, and stay. */
const optionPattern =
  /(<(?:\w+:)?key>[^<]*(?:passw|secret|vnc\.key)[^<]*<\/(?:\w+:)?key>\s*<(?:\w+:)?value\b[^<>]*(?<!\/)>)(?!\s*(?:[\d.+-]+|true|false)\s*<)([^<]+)/gi;
/** A UserSession: no other type of vim25 has a key followed by a userName. */
const sessionKey = /<(?:\w+:)?key>([^<]+)<\/(?:\w+:)?key>\s*<(?:\w+:)?userName>/g;
/** Views, collectors and filters of a session are named after its key. */
const sessionReference = /session\[([^\]<]+)\]/g;
const queryToken = /([?&](?:amp;)*token=)[^&"'\s<]+/g;

const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'vmware-api-session-id',
]);

/** Cookies of proxies can be as short as `1`: below this they are masked in their place, and not looked for elsewhere. */
const shortestSession = 12;

/** Of longer secrets this much is looked for, and what follows up to the next tag is taken with it. */
const longestSearched = 256;

/** Such a secret can be a part of some other word by chance: it counts only where it stands alone. */
const isCommon = /^(?:[\p{L}\p{N}_]{1,7}|.{1,2})$/u;

/** One character in every way that XML and URLs can spell it, also escaped more than once. */
function anySpelling(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16);
  const anyCase = hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const references = [`#0*${char.codePointAt(0)}`, `#[xX]0*${anyCase}`];
  const name = entityNames[char];
  if (name !== undefined) {
    references.unshift(name);
  }
  const percent = [...Buffer.from(char)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const literal = char.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return `(?:&(?:amp;)*(?:${references.join('|')});|${percent}|${literal})`;
}

/** What follows the part of a long secret that is looked for: up to the next tag, of an assertion up to its own end. */
function restOf(secret: string): string {
  return /^\s*<[^>]*Assertion\b/.test(secret)
    ? '[\\s\\S]*?(?:Assertion\\s*(?:>|&(?:amp;)*gt;|%3[eE])|$)'
    : '[^<]*';
}

interface Secret {
  readonly mask: string;
  readonly pattern: RegExp;
  /** With an angle bracket in it, it would be taken for markup. */
  readonly looksLikeMarkup: boolean;
}

/**
 * What must not be written down, and the means to take it out of what is.
 *
 * Secrets are known in two ways: by their place (an element, a header), and by their value, once it was told or seen in such a
 * place. A value is found in every spelling. Text that is neither XML nor a header is searched for values only.
 */
export class Secrets {
  readonly #secrets = new Map<string, Secret>();
  readonly #sessions = new Map<string, string>();

  addPassword(password: string): void {
    this.#add(password, placeholders.password);
  }

  /** A ticket, or a token: a SAML assertion. */
  addTicket(ticket: string): void {
    this.#add(ticket, placeholders.ticket);
    // Without its signature an assertion is good for nothing: that must not get out in some other spelling of it.
    for (const [, signature = ''] of ticket.matchAll(/SignatureValue[^<>]*>([^<]+)</g)) {
      this.#add(signature.trim(), placeholders.ticket);
    }
  }

  /** Takes in a session's cookie or key (on a real server two values, in vcsim one), and returns what stands for it. */
  addSession(value: string): string {
    if (value === '' || value.startsWith(placeholders.session)) {
      return value;
    }
    let mask = this.#sessions.get(value);
    if (mask === undefined) {
      mask = `${placeholders.session}-${this.#sessions.size + 1}`;
      this.#sessions.set(value, mask);
      if (value.length >= shortestSession) {
        this.#add(value, mask);
      }
    }
    return mask;
  }

  /** Reads new secrets out of a message, so that they are also found in the ones that follow. */
  learnFromXml(xml: string): void {
    for (const [, , name, text = '', end] of xml.matchAll(elementPattern)) {
      // One that was cut off is not itself, and a long one (an assertion) is repeated by nobody.
      if (end !== undefined && text.length <= longestSearched) {
        const isPassword = /password$/i.test(name ?? '');
        this.#add(unescapeXml(text), isPassword ? placeholders.password : placeholders.ticket);
      }
    }
    for (const [, key = ''] of xml.matchAll(sessionKey)) {
      this.addSession(unescapeXml(key));
    }
    for (const [, key = ''] of xml.matchAll(sessionReference)) {
      this.addSession(key);
    }
  }

  /** Takes secrets out of a message, whole or cut short. Names of elements and attributes stay. */
  scrubXml(xml: string): string {
    this.learnFromXml(xml);
    const placed = xml
      .replace(elementPattern, (_, tag: string, name: string) =>
        /password$/i.test(name) ? tag + placeholders.password : tag + placeholders.ticket,
      )
      .replace(escapedAssertion, placeholders.ticket)
      .replace(
        ticketAnswer,
        (_, tag: string, _name, inner: string) =>
          tag + inner.replace(/>[^<]+/g, `>${placeholders.ticket}`),
      )
      .replace(optionPattern, `$1${placeholders.password}`);
    return this.#mask(placed, (secret) => secret.looksLikeMarkup).replace(
      /<[^<>]*>|[^<]+/g,
      (token) =>
        /^<[^!?]/.test(token)
          ? token.replace(/"[^"]*"|'[^']*'/g, (value) => this.scrubText(value))
          : this.scrubText(token),
    );
  }

  /** Takes secrets out of text that is not XML: a path, a message. */
  scrubText(text: string): string {
    const placed = text
      .replace(sessionReference, (_, key: string) => `session[${this.addSession(key)}]`)
      .replace(queryToken, `$1${placeholders.ticket}`);
    return this.#mask(placed, () => true);
  }

  /** Takes secrets out of every string in a value that was read, however deep: references hold the session's key. */
  scrubValue(value: unknown): unknown {
    if (typeof value === 'string') {
      return this.scrubText(value);
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.scrubValue(item));
    }
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, this.scrubValue(item)]),
      );
    }
    return value;
  }

  /** The headers in their order, each value without secrets. Names are written as they are. */
  scrubHeaders(headers: IncomingHttpHeaders): [name: string, value: string][] {
    return Object.entries(headers).flatMap(([name, values = []]) =>
      [values].flat().map((value): [string, string] => [name, this.#scrubHeader(name, value)]),
    );
  }

  #scrubHeader(name: string, value: string): string {
    const lower = name.toLowerCase();
    if (secretHeaders.has(lower)) {
      return placeholders.authorization;
    }
    if (lower === 'set-cookie') {
      const [pair = '', ...attributes] = value.split(';');
      return [this.#scrubCookie(pair), ...attributes].join(';');
    }
    if (lower === 'cookie') {
      return value
        .split(';')
        .map((pair) => this.#scrubCookie(pair))
        .join(';');
    }
    return this.scrubText(value);
  }

  #scrubCookie(pair: string): string {
    const [, name = '', quote = '', value = ''] = /^([^=]*=)\s*("?)(.*?)\2\s*$/.exec(pair) ?? [];
    return `${name}${quote}${this.addSession(value)}${quote}`;
  }

  #add(value: string, mask: string): void {
    if (value.trim() === '' || value.startsWith('SCRUBBED-') || this.#secrets.has(value)) {
      return;
    }
    const start = [...value].slice(0, longestSearched).map(anySpelling).join('');
    const spellings = value.length > longestSearched ? `${start}${restOf(value)}` : start;
    const bounded = `(?<![\\p{L}\\p{N}_])${spellings}(?![\\p{L}\\p{N}_])`;
    this.#secrets.set(value, {
      mask,
      pattern: new RegExp(isCommon.test(value) ? bounded : spellings, 'gu'),
      looksLikeMarkup: /[<>]/.test(value),
    });
  }

  #mask(text: string, applies: (secret: Secret) => boolean): string {
    // The longest first: one secret can be part of another.
    return [...this.#secrets]
      .filter(([, secret]) => applies(secret))
      .sort(([a], [b]) => b.length - a.length)
      .reduce((masked, [, { pattern, mask }]) => masked.replace(pattern, mask), text);
  }
}
