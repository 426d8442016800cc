import { describe, expect, it } from 'vitest';
import { readSetting, withSetting } from '../../src/nested/hosts/vmware-config.ts';

const key = 'vhv.allow';

describe('a setting of /etc/vmware/config', () => {
  it.each([
    ['is added at the end', 'a = "1"\n', 'a = "1"\nvhv.allow = "TRUE"\n'],
    ['is added to an empty file', '', 'vhv.allow = "TRUE"\n'],
    ['is added after a last line without an end', 'a = "1"', 'a = "1"\nvhv.allow = "TRUE"\n'],
    [
      'is replaced where it stands, comments and order kept',
      '# by hand\na = "1"\nvhv.allow = "FALSE"\n\nb = ""\n',
      '# by hand\na = "1"\nvhv.allow = "TRUE"\n\nb = ""\n',
    ],
    [
      'keeps its own spelling and spaces',
      '  VHV.Allow="FALSE"  \na = "1"\n',
      '  VHV.Allow="TRUE"  \na = "1"\n',
    ],
    [
      'keeps the ends of lines',
      'a = "1"\r\nvhv.allow = "no"\r\nb = "2"\r\n',
      'a = "1"\r\nvhv.allow = "TRUE"\r\nb = "2"\r\n',
    ],
    ['is added with the ends that there are', 'a = "1"\r\n', 'a = "1"\r\nvhv.allow = "TRUE"\r\n'],
    [
      'is none of another that begins the same',
      'vhv.allowed = "x"\n',
      'vhv.allowed = "x"\nvhv.allow = "TRUE"\n',
    ],
  ])('%s', (_, before, after) => {
    expect(withSetting(before, key, 'TRUE')).toBe(after);
    expect(readSetting(after, key)).toBe('TRUE');
  });

  it('is read as it is, or as none', () => {
    expect(readSetting('vhv.allow = "  x"\n', key)).toBe('  x');
    expect(readSetting('# vhv.allow = "TRUE"\n', key)).toBeUndefined();
  });

  it.each([
    ['a page in place of the file', '<html>\n', 'line 1'],
    ['a value without quotes', 'a = "1"\nb = 2\n', 'line 2'],
    ['a quote that is not closed', 'a = "1\n', 'line 1'],
    ['the key twice', 'vhv.allow = "TRUE"\nVHV.ALLOW = "FALSE"\n', '2 times'],
  ])('is not touched in %s', (_, text, says) => {
    expect(() => withSetting(text, key, 'TRUE')).toThrow(says);
    expect(() => readSetting(text, key)).toThrow(says);
  });

  it('takes no value that would break out of its line', () => {
    expect(() => withSetting('', key, 'a"\nb = "c')).toThrow('key = "value"');
  });
});
