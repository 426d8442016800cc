import type { Timestamps } from './clock.ts';
import type { ServiceTickets } from './files/service-tickets.ts';
import type { GuestTransfers } from './guest/guest-transfers.ts';
import type { EventLog } from './model/event-log.ts';
import type { Folder } from './model/folder.ts';
import type { Inventory } from './model/inventory.ts';
import type { KeyServer } from './model/key-server.ts';
import type { Moids } from './model/moids.ts';
import type { ServiceInstance } from './model/service.ts';
import type { ServerKind } from './product.ts';
import type { RuleAnswers } from './rules/rules.ts';
import type { Sessions } from './sessions.ts';
import type { SsoTokens } from './sso-tokens.ts';
import type { Tasks } from './tasks.ts';

/** Everything that a method can see and change. */
export interface World {
  readonly kind: ServerKind;
  readonly inventory: Inventory;
  readonly moids: Moids;
  readonly root: Folder;
  readonly service: ServiceInstance;
  readonly sessions: Sessions;
  readonly tickets: ServiceTickets;
  readonly tokens: SsoTokens;
  readonly tasks: Tasks;
  readonly events: EventLog;
  readonly timestamps: Timestamps;
  readonly transfers: GuestTransfers;
  readonly answers: RuleAnswers;
  readonly keyServer: KeyServer;
  /** Fires when the server is closed. */
  readonly closing: AbortSignal;
}
