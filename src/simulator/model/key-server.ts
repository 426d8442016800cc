/** What a key provider says of a key, which need not be so. */
export type KeyAnswer =
  | 'truth'
  | 'available'
  | 'unavailable'
  | 'native'
  | 'trustAuthority'
  | 'nothing';

/** The key server of encrypted VMs: what it holds is asked for whenever one of them is powered on. */
export class KeyServer {
  readonly providerId = 'key-provider-1';
  available: boolean;
  /** What vCenter answers when it is asked; keys of a native key provider and of Trust Authority it does not know. [API: 8.0.3] */
  answer: KeyAnswer;

  constructor(available: boolean, answer: KeyAnswer = 'truth') {
    this.available = available;
    this.answer = answer;
  }

  /** Fields of CryptoManagerKmipCryptoKeyStatus. */
  status(): { readonly keyAvailable?: boolean; readonly reason?: string } {
    switch (this.answer) {
      case 'nothing':
        return {};
      case 'native':
        return { keyAvailable: false, reason: 'KeyStateManagedByNKP' };
      case 'trustAuthority':
        return { keyAvailable: false, reason: 'KeyStateManagedByTrustAuthority' };
      default: {
        const isAvailable = this.answer === 'truth' ? this.available : this.answer === 'available';
        return isAvailable
          ? { keyAvailable: true }
          : { keyAvailable: false, reason: 'KeyStateClusterUnreachable' };
      }
    }
  }
}
