import { randomBytes } from 'node:crypto';
import { Client } from 'soap';
import {
  ConnectionError,
  FaultError,
  type FaultFacts,
  LoginError,
  UnavailableError,
} from '../errors.ts';
import {
  type Envelope,
  encodeRequest,
  formatMoRef,
  type MoRef,
  type Operations,
  oldestVersion,
  readFault,
  repeatable,
} from '../vim25/index.ts';
import { Cookie } from './cookie.ts';
import { operationHeader } from './operation-id.ts';
import { Patience } from './patience.ts';
import { Secrets } from './scrub.ts';
import { soapArguments } from './soap-arguments.ts';
import { SoapReply } from './soap-reply.ts';
import type { HttpResponse, Transport } from './transport.ts';
import { requireAvailable } from './unavailable.ts';
import { loadWsdl } from './vim-wsdl.ts';

/** What every call of the library takes. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; by default the client's own. */
  readonly deadlineMs?: number | undefined;
}

const mayRepeat: ReadonlySet<string> = new Set(repeatable);

/** What opens a session. */
const logins: ReadonlySet<keyof Operations> = new Set(['Login', 'LoginByToken', 'CloneSession']);

/** What a login may bring along. */
interface LoginCallOptions extends CallOptions {
  /** XML for the SOAP header of this one request. */
  readonly soapHeader?: string;
}

type Exchange = (xml: string, headers: Record<string, string>) => Promise<SoapReply>;

/**
 * Calls vim25 methods on one server: values in, values out, faults as FaultError.
 *
 * The `soap` package is driven in here and nowhere else: its Client holds whole envelopes, passwords included, so neither it nor
 * an error of its own gets out.
 */
export class SoapClient {
  readonly transport: Transport;
  readonly cookie: Cookie = new Cookie();
  /** The API version that requests ask for, `8.0.2.0`. */
  version: string = oldestVersion;
  /** What the `operationID` of every request begins with. */
  readonly operationId: string;
  #requests = 0;
  readonly #soap: Client;
  readonly #deadlineMs: number;
  readonly #userAgent: string;
  readonly #patienceMs: number;
  readonly #impatience: AbortSignal | undefined;
  readonly #secrets: Secrets;

  private constructor(soap: Client, transport: Transport, options: SoapClientOptions) {
    this.#soap = soap;
    this.transport = transport;
    this.#deadlineMs = options.deadlineMs;
    this.#userAgent = options.userAgent;
    this.operationId = options.operationId ?? `vhv-${randomBytes(4).toString('hex')}`;
    this.#patienceMs = options.patienceMs ?? 60_000;
    this.#impatience = options.impatience;
    this.#secrets = options.secrets ?? new Secrets();
  }

  static async create(transport: Transport, options: SoapClientOptions): Promise<SoapClient> {
    const httpClient = {
      request: () => {
        throw new Error('the soap package is used for streams only');
      },
      // Always status 200: for any other the package would collect the body itself, without bound.
      requestStream: async (
        _url: string,
        xml: string,
        headers: Record<string, string>,
        { exchange }: { exchange: Exchange },
      ) => ({ status: 200, headers: {}, config: {}, data: await exchange(xml, headers) }),
    };
    const soapOptions = { stream: true, httpClient: httpClient as never };
    const soap = new Client(await loadWsdl(), `${transport.endpoint}/sdk`, soapOptions);
    return new SoapClient(soap, transport, options);
  }

  /**
   * Calls one method on one object.
   *
   * @throws FaultError (LoginError for InvalidLogin) where the server refused; an ExchangeError where no whole answer came, with
   * `requestSent` saying whether the server may have done it all the same; InvalidValueError before anything was sent.
   */
  async call<Name extends keyof Operations>(
    operation: Name,
    self: MoRef,
    parameters: Operations[Name]['parameters'],
    options: LoginCallOptions = {},
  ): Promise<Operations[Name]['returnval']> {
    const args = soapArguments(encodeRequest(operation, self, parameters));
    const send = async (): Promise<Envelope> =>
      (await this.#roundTrip(operation, args, options)).envelope();
    const envelope = await (mayRepeat.has(operation)
      ? this.#whileUnavailable(send, options)
      : send());
    if (envelope.kind === 'fault') {
      // A server may repeat what it was sent, and views are named after the session's key.
      const fault = this.#secrets.scrubValue(readFault(envelope.fault)) as FaultFacts;
      const target = this.#secrets.scrubText(formatMoRef(self));
      throw fault.type === 'InvalidLogin'
        ? new LoginError(target, fault)
        : new FaultError(operation, target, fault);
    }
    return (envelope.value as { returnval?: Operations[Name]['returnval'] }).returnval;
  }

  /** From here on this is found and taken out of whatever gets into an error: a guest's password, say. */
  keepSecret(password: string): void {
    this.#secrets.addPassword(password);
  }

  /** As `keepSecret`, of a ticket or a token. */
  keepTicket(ticket: string): void {
    this.#secrets.addTicket(ticket);
  }

  /** A plain GET beside the SOAP endpoint, with the session's cookie. */
  get(path: string, options: CallOptions = {}): Promise<HttpResponse> {
    return this.#whileUnavailable(async () => {
      const headers = { ...this.cookie.header(), 'User-Agent': this.#userAgent };
      const response = await this.transport.exchange(
        { method: 'GET', path, headers },
        { signal: options.signal, deadlineMs: options.deadlineMs ?? this.#deadlineMs },
      );
      await requireAvailable(this.transport.endpoint, response);
      return response;
    }, options);
  }

  /** A plain PUT beside the SOAP endpoint, with the session's cookie. It is sent once, whatever becomes of it. */
  put(path: string, body: string, options: CallOptions = {}): Promise<HttpResponse> {
    const headers = { ...this.cookie.header(), 'User-Agent': this.#userAgent };
    return this.transport.exchange(
      { method: 'PUT', path, headers: { ...headers, 'Content-Type': 'text/plain' }, body },
      { signal: options.signal, deadlineMs: options.deadlineMs ?? this.#deadlineMs },
    );
  }

  /** Sends again what may be repeated, while something in front of the server answers 502, 503 or 504. */
  async #whileUnavailable<Result>(
    send: () => Promise<Result>,
    { signal }: CallOptions,
  ): Promise<Result> {
    const signals = [signal, this.#impatience].filter((one) => one !== undefined);
    const patience = new Patience(this.#patienceMs, AbortSignal.any(signals));
    let wasUnavailable = false;
    for (;;) {
      try {
        return await send();
      } catch (error) {
        wasUnavailable ||= error instanceof UnavailableError;
        // A proxy that has lost its server may go down itself meanwhile.
        const mayPass = error instanceof UnavailableError || error instanceof ConnectionError;
        if (!wasUnavailable || !mayPass) {
          throw error;
        }
        await patience.pause(error);
      }
    }
  }

  async #roundTrip(
    operation: keyof Operations,
    args: Record<string, unknown>,
    options: LoginCallOptions,
  ): Promise<SoapReply> {
    const exchange: Exchange = async (xml, headers) => {
      const sentWith = this.cookie.value;
      const response = await this.#post(xml, headers, options, mayRepeat.has(operation));
      // Some servers set it before the login. What was asked in an older session has no say in the cookie of a newer one.
      if (logins.has(operation) || this.cookie.value === sentWith) {
        this.cookie.take(response.headers['set-cookie']);
      }
      this.#secrets.scrubHeaders(response.headers);
      return new SoapReply(`${operation}Response`, this.transport.endpoint, response);
    };
    const method = this.#soap[`${operation}Async`] as SoapMethod;
    const headers = { SOAPAction: `"urn:vim25/${this.version}"` };
    try {
      const answered = this.#withSoapHeader(options, () => method(args, { exchange }, headers));
      const [reply] = await answered;
      return reply;
    } finally {
      // The package keeps the last envelope, and a Login holds the password; and the last answer, a whole page.
      delete this.#soap.lastRequest;
      delete this.#soap.lastMessage;
      delete this.#soap.lastResponse;
    }
  }

  /** The package writes the envelope before it returns, so no other call can get the headers. */
  #withSoapHeader<Result>({ soapHeader = '' }: LoginCallOptions, start: () => Result): Result {
    this.#requests += 1;
    const id = operationHeader(`${this.operationId}-${this.#requests.toString(36)}`);
    this.#soap.addSoapHeader(`${soapHeader}${id}`);
    try {
      return start();
    } finally {
      this.#soap.clearSoapHeaders();
    }
  }

  async #post(
    body: string,
    headers: Readonly<Record<string, string>>,
    { signal, deadlineMs = this.#deadlineMs }: CallOptions,
    mayRepeat: boolean,
  ): Promise<HttpResponse> {
    const request = {
      method: 'POST' as const,
      path: '/sdk',
      headers: { ...headers, ...this.cookie.header(), 'User-Agent': this.#userAgent },
      body,
    };
    try {
      return await this.transport.exchange(request, { signal, deadlineMs });
    } catch (error) {
      // A kept-alive connection that the server has just closed looks like this.
      if (mayRepeat && error instanceof ConnectionError && error.requestSent) {
        return await this.transport.exchange(request, { signal, deadlineMs });
      }
      throw error;
    }
  }
}

type SoapMethod = (
  args: Record<string, unknown>,
  options: { exchange: Exchange },
  headers: Record<string, string>,
) => Promise<[SoapReply]>;

export interface SoapClientOptions {
  /** Milliseconds for one call, unless the call says otherwise. */
  readonly deadlineMs: number;
  readonly userAgent: string;
  /** Each request's `operationID` is this, a hyphen, and the request's number in base 36. Default: `vhv-` and eight random hex digits. */
  readonly operationId?: string | undefined;
  /** Milliseconds for which requests that may be repeated are, while the server is unavailable (HTTP 502, 503, 504). Default 60,000. */
  readonly patienceMs?: number | undefined;
  /** Ends that patience at once when it fires, and nothing else. */
  readonly impatience?: AbortSignal | undefined;
  /** What must not get into an error; the session's cookie is added as it comes. Default: nothing is known beforehand. */
  readonly secrets?: Secrets;
}
