/** `[::1]` → `::1`: a URL has brackets around an IPv6 address, a socket takes it without. Other names stay as they are. */
export function bareHost(name: string): string {
  return name.replace(/^\[(.*)\]$/, '$1');
}
