const name = 'vmware_soap_session';

/**
 * The session's cookie. Its value is a secret, so it is kept where printing an object does not show it, and it has literal
 * quotes around it (`vmware_soap_session="5b…"`), which go back to the server as they came.
 */
export class Cookie {
  #value: string | undefined;

  get value(): string | undefined {
    return this.#value;
  }

  /** Reads the cookie out of Set-Cookie headers; without one it stays what it was. */
  take(setCookie: readonly string[] | undefined): void {
    for (const header of setCookie ?? []) {
      const [pair = ''] = header.split(';');
      const equals = pair.indexOf('=');
      if (pair.slice(0, equals).trim() === name) {
        this.#value = pair.slice(equals + 1).trim();
      }
    }
  }

  /** Takes up a session that another process has left. */
  restore(value: string): void {
    this.#value = value;
  }

  forget(): void {
    this.#value = undefined;
  }

  header(): Record<string, string> {
    return this.#value === undefined ? {} : { Cookie: `${name}=${this.#value}` };
  }
}
