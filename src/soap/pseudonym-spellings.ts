/** What a text is of, and with it how its pseudonym looks. */
export type Kind =
  | 'name'
  | 'user'
  | 'host'
  | 'address'
  | 'mac'
  | 'uuid'
  | 'value'
  | 'text'
  | 'number'
  | 'bytes'
  | 'url';

export const spellings: Readonly<Record<Kind, (n: number) => string>> = {
  name: (n) => `name-${n}`,
  user: (n) => `user-${n}`,
  host: (n) => `host-${n}.example.com`,
  // RFC 5737 and RFC 3849 keep addresses free for examples; the first has few, the second enough.
  address: (n) => (n < 255 ? `192.0.2.${n}` : `2001:db8::${n.toString(16)}`),
  mac: (n) => `00:50:56:${hex(n, 6).match(/../g)?.join(':')}`,
  uuid: (n) => `00000000-0000-4000-8000-${hex(n, 12)}`,
  value: (n) => `value-${n}`,
  text: (n) => `text-${n}`,
  // Small enough for every type of number, a byte too.
  number: (n) => String(n % 100),
  bytes: (n) => Buffer.from(`bytes-${n}`).toString('base64'),
  url: (n) => `https://server.example.com/url-${n}`,
};

function hex(n: number, digits: number): string {
  return n.toString(16).padStart(digits, '0');
}
