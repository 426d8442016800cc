import type { ConnectOptions } from '../../index.ts';
import { LoginNotTriedError } from './endpoint-errors.ts';

/** Who or what asks to be let in. */
export interface Entrant {
  /** The same for the same user, or for the same token. Secret. */
  readonly key: string;
  readonly name: string;
  /** Why it is not let in elsewhere after a refusal. */
  readonly why: string;
}

type Hooks = Required<Pick<ConnectOptions, 'beforeLogin' | 'onRefused'>>;

/**
 * Keeps one wrong password from being tried at many vCenters, which may all ask the same directory: logins of one user there go
 * one after the other, and after a refusal, of a renewal too, there are no more. A refused token is not shown around either. A host on its own has accounts of its own, so it only stops itself.
 */
export class LoginGate {
  /** The latest login of each entrant, over when it resolves. */
  readonly #latest = new Map<string, Promise<void>>();
  /** Where each entrant was refused. */
  readonly #refused = new Map<string, string>();

  /** Runs a login, which is to call what it is given: before it sends a secret, and when that is refused. */
  async pass<Result>(
    endpoint: string,
    entrant: Entrant,
    logIn: (hooks: Hooks) => Promise<Result>,
  ): Promise<Result> {
    const { key } = entrant;
    let isOver: () => void = () => undefined;
    let isVCenter = false;
    let hasPassed = false;
    const beforeLogin = async ({ apiType }: { readonly apiType: string }): Promise<void> => {
      if (apiType !== 'VirtualCenter') {
        return;
      }
      isVCenter = true;
      if (hasPassed) {
        // A session that is renewed: nobody waits behind it, and nobody would let it go on.
        this.#requireNotRefused(entrant, endpoint);
        return;
      }
      const before = this.#latest.get(key);
      const own = new Promise<void>((resolve) => {
        isOver = resolve;
      });
      this.#latest.set(key, own);
      await before;
      this.#requireNotRefused(entrant, endpoint);
    };
    const onRefused = (): void => {
      if (isVCenter) {
        this.#refused.set(key, endpoint);
      }
    };
    try {
      return await logIn({ beforeLogin, onRefused });
    } finally {
      hasPassed = true;
      isOver();
    }
  }

  /** @throws LoginNotTriedError where the user or the token was refused elsewhere */
  #requireNotRefused({ key, name, why }: Entrant, endpoint: string): void {
    const refusedAt = this.#refused.get(key);
    if (refusedAt !== undefined) {
      throw new LoginNotTriedError(name, endpoint, refusedAt, why);
    }
  }
}
