import { describe, expect, it } from 'vitest';
import { Pseudonyms } from '../../src/soap/pseudonyms.ts';

const replace = (xml: string): string => new Pseudonyms().replaceInXml(xml);

function property(path: string, value: string): string {
  return `<propSet><name>${path}</name><val xsi:type="xsd:string">${value}</val></propSet>`;
}

describe('what names people, machines and places', () => {
  it.each([
    ['name', 'web01', 'name-1'],
    ['summary.config.name', 'web01', 'name-1'],
    ['guest.hostName', 'web01.corp', 'host-1.example.com'],
    ['guest.ipAddress', '10.1.2.3', '192.0.2.1'],
    ['config.uuid', '422e7f1a-0b7c-4d25-9e5c-1f2a3b4c5d6e', '00000000-0000-4000-8000-000000000001'],
    ['config.annotation', 'ask Bob', 'text-1'],
    ['summary.config.vmPathName', '[san1] web01/web01.vmx', '[name-2] name-1/name-1.vmx'],
  ])('%s', (path, original, pseudonym) => {
    expect(replace(property(path, original))).toBe(property(path, pseudonym));
  });

  it('elements of lists go by the list', () => {
    const list = (a: string): string =>
      `<propSet><name>guest.ipAddress</name><val><string>${a}</string></val></propSet>`;
    expect(replace(list('10.1.2.3'))).toBe(list('192.0.2.1'));
  });

  it('the same original is the same pseudonym, and only whole texts are replaced', () => {
    const one = new Pseudonyms();
    expect(one.replaceInXml('<Login><userName>bob</userName></Login>')).toContain('>user-1<');
    expect(
      one.replaceInXml(
        '<LoginResponse><userName>CORP\\bob</userName><fullName>bob</fullName></LoginResponse>',
      ),
    ).toBe('<LoginResponse><userName>user-2</userName><fullName>user-1</fullName></LoginResponse>');
  });

  it('values of advanced options, but not TRUE, FALSE and numbers', () => {
    const options = (value: string): string =>
      `<extraConfig><key>guestinfo.role</key><value>${value}</value></extraConfig>`;
    expect(replace(options('db &amp; web'))).toBe(options('value-1'));
    for (const plain of ['TRUE', 'false', '86', '-1.5', '']) {
      expect(replace(options(plain))).toBe(options(plain));
    }
  });

  it('quoted names in messages, and names known from elsewhere', () => {
    const one = new Pseudonyms();
    one.replaceInXml(property('name', 'web01'));
    const message = (text: string): string => `<faultstring>${text}</faultstring>`;
    expect(
      one.replaceInXml(message("'web01' isn't in '/DC0/vm/lab', nor is web01: see 'spec.files'")),
    ).toBe(message("'name-1' isn't in '/name-2/vm/name-3', nor is name-1: see 'spec.files'"));
  });
});

describe('what belongs to the product stays', () => {
  it.each([
    '<about><name>VMware ESXi</name><fullName>VMware ESXi 8.0.2</fullName><version>8.0.2.0</version></about>',
    '<namespace><name>urn:vim25</name></namespace>',
    '<v:QueryOptions><v:name>vhv.allow</v:name></v:QueryOptions>',
    '<fault xsi:type="InvalidName"><name>vhv.allow</name></fault>',
    '<propSet><name>config.product</name><val xsi:type="AboutInfo"><name>VMware ESXi</name></val></propSet>',
    '<propSet><name>config.product</name><val><fullName>VMware ESXi 8.0.2</fullName></val></propSet>',
    '<obj type="VirtualMachine">vm-42</obj>',
    property('name', 'Resources'),
    property('config.version', 'vmx-19'),
    '<HostFeatureCapability><key>hv.capable</key><value>x</value></HostFeatureCapability>',
  ])('%s', (xml) => {
    expect(replace(xml)).toBe(xml);
  });

  it('what an option can be set to', () => {
    const one = new Pseudonyms();
    one.replaceInXml('<choiceInfo><key>verbose</key><label>Verbose</label></choiceInfo>');
    const option =
      '<changedValue><key>Config.HostAgent.log.level</key><value>verbose</value></changedValue>';
    expect(one.replaceInXml(option)).toBe(option);
  });
});

describe('a word of the command line', () => {
  const one = new Pseudonyms();
  one.replaceInXml(`${property('name', 'DC0')}${property('name', 'web01')}`);
  one.replaceInXml('<extraConfig><key>k</key><value>db</value></extraConfig>');

  it.each([
    ['web01', 'name-2'],
    ['/DC0/vm/web01', '/name-1/vm/name-2'],
    ['/DC0/vm/*', '/name-1/vm/*'],
    ['guestinfo.role=db', 'guestinfo.role=value-1'],
    ['disk.EnableUUID=TRUE', 'disk.EnableUUID=TRUE'],
    ['vm-42', 'vm-42'],
    ['web*', 'name-3'],
    ['Misc.HostName', 'Misc.HostName'],
  ])('%s', (word, replaced) => {
    expect(one.replaceInWord(word)).toBe(replaced);
  });
});
