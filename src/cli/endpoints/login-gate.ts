import type { ConnectOptions } from '../../index.ts';
import { LoginNotTriedError } from './endpoint-errors.ts';

type Hooks = Required<Pick<ConnectOptions, 'beforeLogin' | 'onRefused' | 'afterLogin'>>;

/**
 * Keeps one wrong password from being tried at many vCenters, which may all ask the same directory: logins of one user there go
 * one after the other, those that renew a session too, and after a refusal there are no more. A host on its own has accounts of its own,
 * so it only stops itself.
 */
export class LoginGate {
  /** The latest login of each user, over when it resolves. */
  readonly #latest = new Map<string, Promise<void>>();
  /** Where each user was refused. */
  readonly #refused = new Map<string, string>();

  /** What `connect` is to be given, for the login there and for those that renew its session. */
  hooksFor(endpoint: string, username: string): Hooks {
    // Directories do not tell case apart.
    const user = username.toLowerCase();
    let isOver: () => void = () => undefined;
    let isVCenter = false;
    return {
      beforeLogin: async ({ apiType }) => {
        if (apiType !== 'VirtualCenter') {
          return;
        }
        isVCenter = true;
        const before = this.#latest.get(user);
        const own = new Promise<void>((resolve) => {
          isOver = resolve;
        });
        this.#latest.set(user, own);
        await before;
        this.#requireNotRefused(user, username, endpoint);
      },
      onRefused: () => {
        if (isVCenter) {
          this.#refused.set(user, endpoint);
        }
      },
      afterLogin: () => isOver(),
    };
  }

  /** @throws LoginNotTriedError where the user was refused elsewhere */
  #requireNotRefused(user: string, username: string, endpoint: string): void {
    const refusedAt = this.#refused.get(user);
    if (refusedAt !== undefined) {
      throw new LoginNotTriedError(username, endpoint, refusedAt);
    }
  }
}
