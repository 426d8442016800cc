import { randomBytes } from 'node:crypto';

/** A file on its way out of a guest, or the place where one is to go. */
export type Transfer =
  | { readonly direction: 'fromGuest'; readonly bytes: Buffer }
  | {
      readonly direction: 'toGuest';
      readonly size: bigint;
      readonly store: (bytes: Buffer) => void;
    };

interface Offer {
  readonly transfer: Transfer;
  readonly ends: number;
}

/** How long an address can be used (docs/facts.md#guest-transfer-address). */
const keptMs = 10 * 60_000;

/** The addresses under which files go to and from guests, each good for one request. */
export class GuestTransfers {
  readonly #now: () => Date;
  readonly #host: string;
  readonly #offers = new Map<string, Offer>();
  /** The port that the server has taken. */
  port = 443;

  /**
   * @param host as the address names it: `*` on an ESXi, which leaves the host to the client; on a vCenter the name of the host that the VM
   * runs on, here another name of the loopback interface
   */
  constructor(host: string, now: () => Date) {
    this.#host = host;
    this.#now = now;
  }

  /** @returns the address */
  offer(transfer: Transfer): string {
    const token = randomBytes(26).toString('hex');
    this.#offers.set(token, { transfer, ends: this.#now().getTime() + keptMs });
    return `https://${this.#host}:${this.port}/guestFile?id=${this.#offers.size}&token=${token}`;
  }

  /** The transfer behind an address, once; undefined where there is none, or it is of the other direction. */
  take<Direction extends Transfer['direction']>(
    token: string | null,
    direction: Direction,
  ): Extract<Transfer, { direction: Direction }> | undefined {
    const offer = this.#offers.get(token ?? '');
    this.#offers.delete(token ?? '');
    const isGood = offer?.transfer.direction === direction && this.#now().getTime() < offer.ends;
    return isGood ? (offer.transfer as Extract<Transfer, { direction: Direction }>) : undefined;
  }
}
