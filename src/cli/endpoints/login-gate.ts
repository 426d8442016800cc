import type { ConnectOptions } from '../../index.ts';
import { LoginNotTriedError } from './endpoint-errors.ts';

type Hooks = Required<Pick<ConnectOptions, 'beforeLogin' | 'onRefused'>>;

/**
 * Keeps one wrong password from being tried at many vCenters, which may all ask the same directory: logins of one user there go
 * one after the other, and after a refusal, of a renewal too, there are no more. A host on its own has accounts of its own, so it only stops itself.
 */
export class LoginGate {
  /** The latest login of each user, over when it resolves. */
  readonly #latest = new Map<string, Promise<void>>();
  /** Where each user was refused. */
  readonly #refused = new Map<string, string>();

  /** Runs a login, which is to call what it is given: before it sends a password, and when that is refused. */
  async pass<Result>(
    endpoint: string,
    username: string,
    logIn: (hooks: Hooks) => Promise<Result>,
  ): Promise<Result> {
    // Directories do not tell case apart.
    const user = username.toLowerCase();
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
        this.#requireNotRefused(user, username, endpoint);
        return;
      }
      const before = this.#latest.get(user);
      const own = new Promise<void>((resolve) => {
        isOver = resolve;
      });
      this.#latest.set(user, own);
      await before;
      this.#requireNotRefused(user, username, endpoint);
    };
    const onRefused = (): void => {
      if (isVCenter) {
        this.#refused.set(user, endpoint);
      }
    };
    try {
      return await logIn({ beforeLogin, onRefused });
    } finally {
      hasPassed = true;
      isOver();
    }
  }

  /** @throws LoginNotTriedError where the user was refused elsewhere */
  #requireNotRefused(user: string, username: string, endpoint: string): void {
    const refusedAt = this.#refused.get(user);
    if (refusedAt !== undefined) {
      throw new LoginNotTriedError(username, endpoint, refusedAt);
    }
  }
}
