import type { GuestAnswer } from './judge.ts';

/**
 * Keeps a wrong password from locking an account that many guests share: of a domain's user (`LAB\\ann`, `ann@lab`) the guests are asked one
 * after another until one has let it in, and after a refusal none is asked any more. Users of the guests' own are another one in each.
 * One gate serves all servers of a run: their guests may ask the same directory.
 */
export class GuestLoginGate {
  readonly #isShared: boolean;
  #isOpen: boolean;
  #isShut: boolean = false;
  /** The latest that has asked alone, over when it resolves. */
  #latest: Promise<void> = Promise.resolve();

  constructor(username: string) {
    this.#isShared = /[\\@]/.test(username);
    this.#isOpen = !this.#isShared;
  }

  /** Asks a guest, when it is its turn. */
  async pass(ask: () => Promise<GuestAnswer>): Promise<GuestAnswer> {
    if (this.#isOpen) {
      return this.#ask(ask);
    }
    const before = this.#latest;
    const { promise, resolve } = withResolvers();
    this.#latest = promise;
    await before;
    if (this.#isOpen) {
      resolve();
    }
    try {
      return await this.#ask(ask);
    } finally {
      resolve();
    }
  }

  async #ask(ask: () => Promise<GuestAnswer>): Promise<GuestAnswer> {
    if (this.#isShut) {
      return { reason: 'GUEST_LOGIN_STOPPED' };
    }
    const answer = await ask();
    this.#isOpen ||= answer.value !== undefined;
    this.#isShut ||= this.#isShared && answer.reason === 'GUEST_LOGIN_REFUSED';
    return answer;
  }
}

/** As Promise.withResolvers, which Node 20 does not have. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
