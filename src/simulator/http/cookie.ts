const name = 'vmware_soap_session';

/** The value has literal double quotes, as real servers send it (docs/facts.md#session-cookie). */
export function writeCookie(value: string): string {
  return `${name}="${value}"; Path=/; HttpOnly; Secure;`;
}

/** The ticket that a Cookie header names (lamw/vmware-scripts: `vmware_cgi_ticket=<id>`). */
export function readTicket(header: string | undefined): string | undefined {
  return /(?:^|;)\s*vmware_cgi_ticket="?([^";]+)"?/.exec(header ?? '')?.[1];
}

/** The session that a Cookie header names; undefined where it names none or leaves the quotes out. */
export function readCookie(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const found = /^\s*vmware_soap_session="([0-9a-f]{40})"\s*$/.exec(part);
    if (found !== null) {
      return found[1];
    }
  }
  return undefined;
}
