import { setTimeout as delay } from 'node:timers/promises';
import { namespaces } from '../vim25/namespaces.ts';
import type { Schema } from '../vim25/schema-table.ts';
import { Access } from './access.ts';
import {
  type Connection,
  connectionAfter,
  endSessions,
  type InjectedFault,
  type InjectedFaults,
  lostConnection,
  proxyHeaders,
  restartServer,
} from './injected-faults.ts';
import { findMethod, hasMethod, isAnonymous } from './methods/index.ts';
import { Call } from './methods/method.ts';
import { injected, notAuthenticated, Refusal, restrictedVersion } from './refusal.ts';
import type { RequestCounts } from './request-counts.ts';
import { isReadOnly } from './rules/lockdown.ts';
import type { Caller, Session } from './sessions.ts';
import { writeAnswer, writeBareFault, writeFault } from './wire/answer.ts';
import {
  type MethodCall,
  type ReadOptions,
  readRequest,
  unknownMethod,
} from './wire/read-request.ts';
import { schemaAsOf } from './wire/schema.ts';
import { BadRequest } from './wire/trail.ts';
import type { World } from './world.ts';

export interface SoapRequest {
  readonly body: string;
  /** The version that the SOAPAction names; undefined where it names none. */
  readonly version: string | undefined;
  readonly cookie: string | undefined;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

export interface SoapAnswer {
  readonly status: 200 | 500 | 502 | 503 | 504;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** The session that the call opened: its cookie is to be set. */
  readonly opened?: Session;
  readonly connection: Connection;
  /** For so long, in ms, the server is not there from now on. */
  readonly downMs?: number;
}

/** What a client calls before it has a session. */
const opensConversation = new Set([
  'RetrieveServiceContent',
  'Login',
  'LoginByToken',
  'CloneSession',
]);

/** A request and the version that it is taken in: where it names none, or one that is not spoken, the newest that is. */
interface Asked extends SoapRequest {
  readonly version: string;
  readonly schema: Schema;
}

/** Takes a request from its text to the text of its answer. */
export class Dispatcher {
  readonly #world: World;
  readonly #faults: InjectedFaults;
  readonly #counts: RequestCounts;
  readonly #versions: ReadonlySet<string>;
  readonly #predeclared: ReadOptions['predeclared'];

  constructor(
    world: World,
    faults: InjectedFaults,
    counts: RequestCounts,
    versions: readonly string[],
  ) {
    this.#world = world;
    this.#faults = faults;
    this.#counts = counts;
    this.#versions = new Set(versions);
    const forgives = world.answers.unboundXsdPrefix === 'accepted';
    this.#predeclared = new Map(forgives ? [['xsd', namespaces.xsd]] : []);
  }

  async answer(request: SoapRequest): Promise<SoapAnswer> {
    const { apiVersion } = this.#world.service.content.about;
    const asked = request.version ?? apiVersion;
    const version = this.#versions.has(asked) ? asked : apiVersion;
    const schema = schemaAsOf(version);
    try {
      this.#checkVersion(request.version);
      const options = { version, schema, predeclared: this.#predeclared };
      const call = readRequest(request.body, options);
      const id = call.headers.find(({ local }) => local === 'operationID');
      this.#counts.countCall(call.method, id?.text);
      return await this.#befall(call, { ...request, version, schema });
    } catch (error) {
      return { status: 500, body: faultBody(error, schema), connection: 'keep' };
    }
  }

  /** In the words of a 4.1 server (docs/facts.md#bare-faults). */
  #checkVersion(version: string | undefined): void {
    const isUnknown = version !== undefined && !this.#versions.has(version);
    if (isUnknown && this.#world.answers.unknownApiVersion === 'fault') {
      throw new BadRequest(`Unsupported version URI "urn:vim25/${version}"`, { typed: false });
    }
  }

  /** Lets the injected fault for this call happen, if there is one. */
  async #befall(call: MethodCall, request: Asked): Promise<SoapAnswer> {
    const fault = this.#faults.take(call.method, call.self);
    if (fault === undefined) {
      return this.#call(call, request, undefined);
    }
    if (fault.delayMs !== undefined) {
      // Who does not wait for the answer has asked all the same.
      await delay(fault.delayMs, undefined, { signal: request.signal }).catch(() => undefined);
    }
    if (fault.downMs !== undefined) {
      return this.#goDown(call, request, fault, fault.downMs);
    }
    if (fault.status !== undefined) {
      return this.#fromProxy(call, request, fault, fault.status);
    }
    endSessions(fault, this.#world, request.cookie);
    if (fault.drop === 'before') {
      return { status: 500, body: '', connection: lostConnection(fault) };
    }
    if (fault.fault !== undefined) {
      throw injected(fault.fault);
    }
    const answer = await this.#call(call, request, fault);
    return { ...answer, connection: connectionAfter(fault) };
  }

  /** Where the fault says `drop: 'after'` the server goes down with the work done, or its task under way. */
  async #goDown(
    call: MethodCall,
    request: Asked,
    fault: InjectedFault,
    downMs: number,
  ): Promise<SoapAnswer> {
    if (fault.drop === 'after') {
      // Nobody will read what came of it.
      await this.#call(call, request, fault).catch(() => undefined);
    }
    restartServer(this.#world);
    return { status: 500, body: '', connection: 'drop', downMs };
  }

  async #fromProxy(
    call: MethodCall,
    request: Asked,
    fault: InjectedFault,
    status: NonNullable<InjectedFault['status']>,
  ): Promise<SoapAnswer> {
    if (fault.drop === 'after') {
      await this.#call(call, request, fault).catch(() => undefined);
    }
    return { status, body: '', headers: proxyHeaders(fault), connection: 'keep' };
  }

  async #call(
    { method: name, self: moRef, parameters, headers }: MethodCall,
    request: Asked,
    fault: InjectedFault | undefined,
  ): Promise<SoapAnswer> {
    const world = this.#world;
    const session = world.sessions.resume(request.cookie);
    if (session === undefined && opensConversation.has(name) && world.sessions.isFull) {
      return { status: 503, body: '', connection: 'keep' };
    }
    if (!hasMethod(name)) {
      throw new BadRequest(unknownMethod(name, request.version));
    }
    if (session === undefined && !isAnonymous(name)) {
      throw notAuthenticated(moRef);
    }
    const access = new Access(world, session, request.schema);
    const self = access.get(moRef);
    const method = findMethod(name, self);
    if (method === undefined) {
      throw new BadRequest(unknownMethod(name, request.version));
    }
    if (method.writes && isReadOnly(world)) {
      throw restrictedVersion();
    }
    const { caller, signal } = request;
    const call = new Call({ world, method: name, caller, headers, access, self, signal, fault });
    const returnval = await method.run(self, parameters, call);
    return {
      status: 200,
      body: writeAnswer(name, returnval, request.schema),
      connection: 'keep',
      ...(call.opened !== undefined && { opened: call.opened }),
    };
  }
}

function faultBody(error: unknown, schema: Schema): string {
  if (error instanceof Refusal) {
    return writeFault(error, schema);
  }
  if (error instanceof BadRequest) {
    return error.typed
      ? writeFault({ fault: { _type: 'InvalidRequest' }, message: error.message }, schema)
      : writeBareFault(error.message);
  }
  // A mistake of the simulator's own: it must show in whatever test meets it.
  const text = error instanceof Error ? error.message : String(error);
  const message = `A general system error occurred: ${text}`;
  return writeFault({ fault: { _type: 'RuntimeFault' }, message }, schema);
}
