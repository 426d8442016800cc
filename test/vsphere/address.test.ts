import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../../src/errors.ts';
import { connect, parseAddress } from '../../src/vsphere/index.ts';

describe('an address', () => {
  test.each([
    ['vc.example.com', { host: 'vc.example.com', port: 443 }],
    ['vc.example.com:8443', { host: 'vc.example.com', port: 8443 }],
    ['https://vc.example.com', { host: 'vc.example.com', port: 443 }],
    ['https://vc.example.com/', { host: 'vc.example.com', port: 443 }],
    ['https://vc.example.com/sdk', { host: 'vc.example.com', port: 443 }],
    ['https://vc.example.com:8443/sdk/', { host: 'vc.example.com', port: 8443 }],
    ['HTTPS://VC.example.com', { host: 'vc.example.com', port: 443 }],
    ['192.0.2.1', { host: '192.0.2.1', port: 443 }],
    ['[2001:db8::1]:8443', { host: '2001:db8::1', port: 8443 }],
    ['https://[::1]/sdk', { host: '::1', port: 443 }],
    ['root@esx', { host: 'esx', port: 443, username: 'root' }],
    ['root:pass@esx', { host: 'esx', port: 443, username: 'root', password: 'pass' }],
    [
      'user%40vsphere.local:p%40ss%2F@vc',
      { host: 'vc', port: 443, username: 'user@vsphere.local', password: 'p@ss/' },
    ],
    [
      'user@vsphere.local:p@ss@vc',
      { host: 'vc', port: 443, username: 'user@vsphere.local', password: 'p@ss' },
    ],
    ['root:100%sure@esx', { host: 'esx', port: 443, username: 'root', password: '100%sure' }],
    ['root:50% "off"%@esx', { host: 'esx', port: 443, username: 'root', password: '50% "off"%' }],
  ])('%s', (text, address) => {
    expect(parseAddress(text)).toStrictEqual(address);
  });
});

describe('what is no address', () => {
  test.each([
    ['', 'url is not an address'],
    ['   ', 'url is not an address'],
    ['http://vc.example.com', 'url must be https, not http'],
    ['ftp://vc.example.com', 'url must be https, not ftp'],
    ['https://vc.example.com/ui', 'url must have the path /sdk or none'],
    ['https://vc.example.com/sdk/vimService', 'url must have the path /sdk or none'],
    ['https://vc.example.com/sdk?debug=1', 'url must have the path /sdk or none'],
    ['https://vc.example.com/sdk#top', 'url must have the path /sdk or none'],
    ['vc.example.com:port', 'url is not an address'],
    ['2001:db8::1', 'url is not an address'],
  ])("'%s'", (text, message) => {
    expect(() => parseAddress(text)).toThrow(InvalidValueError);
    expect(() => parseAddress(text)).toThrow(message);
  });

  // A password with one of these in it makes another URL of the text.
  test.each([
    'root:12/secret@esx',
    'root:12?secret@esx',
    'root:12#secret@esx',
    'root:se/cret@esx',
    'root:sec ret@e sx',
  ])('is refused without repeating what may be a password: %s', (text) => {
    expect(() => parseAddress(text)).toThrow(InvalidValueError);
    expect(() => parseAddress(text)).not.toThrow(/secret|se\/cret|sec ret/);
  });
});

test.each(['https://root:secret@vc', 'https://root@vc', 'https://:secret@vc'])(
  'connect takes no credentials from the address: %s',
  async (url) => {
    const connecting = connect({ url, username: 'u', password: 'p' });
    await expect(connecting).rejects.toThrow('url must not hold credentials');
    await expect(connecting).rejects.not.toThrow('secret');
  },
);
