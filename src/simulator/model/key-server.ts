/** The key server of encrypted VMs: what it holds is asked for whenever one of them is powered on. */
export class KeyServer {
  readonly providerId = 'key-provider-1';
  available: boolean;

  constructor(available: boolean) {
    this.available = available;
  }
}
