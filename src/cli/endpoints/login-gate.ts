import type { ConnectOptions } from '../../vsphere/index.ts';
import { LoginNotTriedError } from './endpoint-errors.ts';

/** Who or what asks to be let in. */
export interface Entrant {
  /** The same for the same user, or for the same token. Secret. */
  readonly key: string;
  readonly name: string;
  /** Why it is not let in elsewhere after a refusal. */
  readonly why: string;
}

type Hooks = Required<Pick<ConnectOptions, 'beforeLogin' | 'onRefused' | 'afterLogin'>>;

/**
 * Keeps one wrong password from being tried at many vCenters, which may all ask the same directory: logins of one user there go
 * one after the other, those that renew a session too, and after a refusal there are no more. A refused token is not shown around
 * either. A host on its own has accounts of its own, so it only stops itself.
 */
export class LoginGate {
  /** The latest login of each entrant, over when it resolves. */
  readonly #latest = new Map<string, Promise<void>>();
  /** Where each entrant was refused. */
  readonly #refused = new Map<string, string>();

  /** What `connect` is to be given, for the login there and for those that renew its session. */
  hooksFor(endpoint: string, entrant: Entrant): Hooks {
    const { key } = entrant;
    let isOver: () => void = () => undefined;
    let isVCenter = false;
    return {
      beforeLogin: async ({ apiType }) => {
        if (apiType !== 'VirtualCenter') {
          return;
        }
        isVCenter = true;
        const before = this.#latest.get(key);
        const own = new Promise<void>((resolve) => {
          isOver = resolve;
        });
        this.#latest.set(key, own);
        await before;
        this.#requireNotRefused(entrant, endpoint);
      },
      onRefused: () => {
        if (isVCenter) {
          this.#refused.set(key, endpoint);
        }
      },
      afterLogin: () => isOver(),
    };
  }

  /** @throws LoginNotTriedError where the user or the token was refused elsewhere */
  #requireNotRefused({ key, name, why }: Entrant, endpoint: string): void {
    const refusedAt = this.#refused.get(key);
    if (refusedAt !== undefined) {
      throw new LoginNotTriedError(name, endpoint, refusedAt, why);
    }
  }
}
