/** `[::1]` → `::1`: a URL has brackets around an IPv6 address, a socket takes it without. Other names stay as they are. */
export function bareHost(name: string): string {
  return name.replace(/^\[(.*)\]$/, '$1');
}

/** A percent sign that escapes nothing stands for itself: people type passwords as they are. */
export function unescapePart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return text;
  }
}
