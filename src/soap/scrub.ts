import type { IncomingHttpHeaders } from 'node:http';
import { SecretSearch } from './secret-search.ts';
import { unescapeXml } from './unescape-xml.ts';

/** What stands where a secret was. A session keeps its number, so that one can be told from another. */
const placeholders = {
  password: 'SCRUBBED-PASSWORD',
  ticket: 'SCRUBBED-TICKET',
  authorization: 'SCRUBBED-AUTHORIZATION',
  session: 'SCRUBBED-SESSION',
  cookie: 'SCRUBBED-COOKIE',
} as const;

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
/** An advanced option. */
const optionPattern =
  /(<(?:\w+:)?key>([^<]*)<\/(?:\w+:)?key>\s*<(?:\w+:)?value(?:\s(?:[^<>]*[^<>/])?)?>)([^<]+)/g;
/** One that is named after what it holds. Policies such as `Security.PasswordMaxDays` are numbers, and stay. */
const secretOption = /passw|secret|vnc\.key/i;
const policy = /^\s*(?:[\d.+-]+|true|false)\s*$/i;
/** A UserSession: no other type of vim25 has a key followed by a userName. */
const sessionKey = /<(?:\w+:)?key>([^<]+)<\/(?:\w+:)?key>\s*<(?:\w+:)?userName>/g;
/** Views, collectors and filters of a session are named after its key. */
const sessionReference = /session\[([^[\]<]+)\]/g;
const queryToken = /([?&](?:amp;)*token=)[^&"'\s<]+/g;

const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'vmware-api-session-id',
]);

/** The cookie of a session. Those of proxies are masked in their place, and are not looked for elsewhere: they can be as short as `1`. */
const sessionCookie = /^\s*vmware_soap_session\s*=$/;

/** A session's value that is shorter is not looked for elsewhere. */
const shortestSession = 12;

/** Longer ones (assertions) are repeated by nobody. */
const longestLearned = 256;

/** So many of the secrets that pass by are remembered, the latest: a server can send any number. */
const mostLearned = 100;

/**
 * What must not be written down, and the means to take it out of what is.
 *
 * Secrets are known in two ways: by their place (an element, a header), and by their value, once it was told or seen in such a
 * place. A value is found in every spelling. Text that is neither XML nor a header is searched for values only.
 */
export class Secrets {
  /** Those that were told stay. */
  readonly #given = new Map<string, string>();
  /** Those that were read out of messages, the latest last. */
  readonly #learned = new Map<string, string>();
  readonly #sessions = new Map<string, string>();
  #sessionCount = 0;
  #searches: { readonly all: SecretSearch; readonly markup: SecretSearch } | undefined;

  addPassword(password: string): void {
    this.#addGiven(password, placeholders.password);
  }

  /** A ticket, or a token: a SAML assertion. */
  addTicket(ticket: string): void {
    this.#addGiven(ticket, placeholders.ticket);
    // Without its signature an assertion is good for nothing: that must not get out in some other spelling of it.
    for (const [, tag = '', text = ''] of ticket.matchAll(/<([^<>]*)>([^<]+)(?=<)/g)) {
      if (tag.includes('SignatureValue')) {
        this.#addGiven(text.trim(), placeholders.ticket);
      }
    }
  }

  /** Takes in a session's cookie or key (on a real server two values, in vcsim one), and returns what stands for it. */
  addSession(value: string): string {
    if (value === '' || value.startsWith(placeholders.session)) {
      return value;
    }
    const known = this.#sessions.get(value);
    if (known !== undefined) {
      keepLatest(this.#sessions, value, known);
      return known;
    }
    this.#sessionCount += 1;
    const mask = `${placeholders.session}-${this.#sessionCount}`;
    keepLatest(this.#sessions, value, mask);
    if (value.length >= shortestSession) {
      this.#learn(value, mask);
    }
    return mask;
  }

  /** Reads new secrets out of a message, so that they are also found in the ones that follow. */
  learnFromXml(xml: string): void {
    for (const [, , name, text = '', end] of xml.matchAll(elementPattern)) {
      // One that was cut off is not itself, and a long one (an assertion) is repeated by nobody.
      if (end !== undefined && text.length <= longestLearned) {
        const isPassword = /password$/i.test(name ?? '');
        this.#learn(unescapeXml(text), isPassword ? placeholders.password : placeholders.ticket);
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
      .replace(optionPattern, (whole, tag: string, key: string, value: string) =>
        secretOption.test(key) && !policy.test(value) ? tag + placeholders.password : whole,
      );
    return this.#search()
      .markup.mask(placed)
      .replace(/<[^<>]*>|[^<]+/g, (token) =>
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
    return this.#search().all.mask(placed);
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
    const name = pair.slice(0, pair.indexOf('=') + 1);
    const written = pair.slice(name.length).trim();
    const quote = written.length > 1 && written.startsWith('"') && written.endsWith('"') ? '"' : '';
    const value = written.slice(quote.length, written.length - quote.length);
    const mask =
      sessionCookie.test(name) || value === '' ? this.addSession(value) : placeholders.cookie;
    return `${name}${quote}${mask}${quote}`;
  }

  #addGiven(value: string, mask: string): void {
    if (isNew(value) && !this.#given.has(value)) {
      this.#given.set(value, mask);
      this.#learned.delete(value);
      this.#searches = undefined;
    }
  }

  #learn(value: string, mask: string): void {
    if (isNew(value) && !this.#given.has(value)) {
      const isKnown = this.#learned.has(value);
      keepLatest(this.#learned, value, this.#learned.get(value) ?? mask);
      this.#searches = isKnown ? this.#searches : undefined;
    }
  }

  #search() {
    this.#searches ??= this.#makeSearches();
    return this.#searches;
  }

  #makeSearches() {
    const all = new SecretSearch();
    // With an angle bracket in it, a secret is looked for before markup and text are told apart.
    const markup = new SecretSearch();
    for (const [value, mask] of [...this.#given, ...this.#learned]) {
      all.add(value, mask);
      if (/[<>]/.test(value)) {
        markup.add(value, mask);
      }
    }
    return { all, markup };
  }
}

function isNew(value: string): boolean {
  return value.trim() !== '' && !value.startsWith('SCRUBBED-');
}

/** Puts an entry last, and drops the first ones of too many. */
function keepLatest(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostLearned && oldest !== undefined) {
    map.delete(oldest);
  }
}
