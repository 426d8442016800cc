import type { Access } from '../access.ts';
import type { InjectedFault } from '../injected-faults.ts';
import type { ManagedObject } from '../model/managed-object.ts';
import { notAuthenticated } from '../refusal.ts';
import type { Caller, Session } from '../sessions.ts';
import type { Operations } from '../types.ts';
import type { XmlElement } from '../wire/xml-tree.ts';
import type { World } from '../world.ts';

/** One call of one method: who calls, and in what world. */
export class Call {
  readonly world: World;
  readonly method: string;
  readonly caller: Caller;
  /** What stands in the request's SOAP header. */
  readonly headers: readonly XmlElement[];
  readonly access: Access;
  /** Fires when the client has gone away or the server is closed. */
  readonly signal: AbortSignal;
  /** What is to befall the work of this call; nothing, as a rule. */
  readonly fault: InjectedFault;
  readonly #self: ManagedObject;
  /** Set by a login: the answer then carries its cookie. */
  opened: Session | undefined;

  constructor(parts: {
    readonly world: World;
    readonly method: string;
    readonly caller: Caller;
    readonly headers: readonly XmlElement[];
    readonly access: Access;
    readonly self: ManagedObject;
    readonly signal: AbortSignal;
    readonly fault: InjectedFault | undefined;
  }) {
    this.world = parts.world;
    this.method = parts.method;
    this.caller = parts.caller;
    this.headers = parts.headers;
    this.access = parts.access;
    this.signal = parts.signal;
    this.fault = parts.fault ?? {};
    this.#self = parts.self;
  }

  /** @throws Refusal NotAuthenticated */
  get session(): Session {
    const { session } = this.access;
    if (session === undefined) {
      throw notAuthenticated(this.#self.moRef);
    }
    return session;
  }
}

/** A method as the dispatcher sees it. */
export interface Method {
  readonly name: string;
  accepts(self: ManagedObject): boolean;
  /** Whether it can be called without a session. */
  readonly anonymous: boolean;
  /** Whether it changes anything but sessions, views and the like: a read-only licence does not allow it. */
  readonly writes: boolean;
  run(self: ManagedObject, parameters: object, call: Call): unknown;
}

type Handler<Self, Name extends keyof Operations> = (
  self: Self,
  parameters: Operations[Name]['parameters'],
  call: Call,
) => Operations[Name]['returnval'] | Promise<Operations[Name]['returnval']>;

export type Handlers<Self> = { readonly [Name in keyof Operations]?: Handler<Self, Name> };

type Constructor<Self> = abstract new (...parameters: never[]) => Self;

/** Methods of one class of objects. */
export function methodsOf<Self extends ManagedObject>(
  type: Constructor<Self>,
  handlers: Handlers<Self>,
  options: {
    readonly anonymous?: boolean;
    readonly managedType?: string;
    readonly writes?: boolean;
  } = {},
): readonly Method[] {
  const { anonymous = false, writes = false, managedType } = options;
  return Object.entries(handlers).map(([name, handler]) => ({
    name,
    anonymous,
    writes,
    accepts: (self) =>
      self instanceof type && (managedType === undefined || self.type === managedType),
    run: handler as Method['run'],
  }));
}
