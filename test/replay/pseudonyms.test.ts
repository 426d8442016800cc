import { describe, expect, it } from 'vitest';
import { complexTypes as simulatorTypes } from '../../src/simulator/schema.ts';
import { harmless } from '../../src/soap/harmless-leaves.ts';
import { Pseudonyms } from '../../src/soap/pseudonyms.ts';
import { complexTypes } from '../../src/vim25/schema.ts';

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
    ['summary.config.vmPathName', '[san1] web.payroll/x.acme', '[name-3] name-1/name-2'],
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

  it.each(['localizedMessage', 'faultstring', 'message', 'fullFormattedMessage', 'text'])(
    'the whole of a %s: a name in it need not be quoted, nor known',
    (leaf) => {
      const message = (text: string): string => `<${leaf}>${text}</${leaf}>`;
      expect(replace(message('DPG-Prod is not accessible'))).toBe(message('text-1'));
    },
  );
});

const schema = [complexTypes, simulatorTypes].flatMap((types) =>
  Object.entries(types as Record<string, { fields: Record<string, string> }>).flatMap(
    ([type, { fields }]) =>
      Object.entries(fields).map(([name, notation]) => ({
        type,
        name,
        notation: notation.replace(/[?*+]$/, ''),
      })),
  ),
);

describe('every leaf of the schema is replaced unless it is listed as harmless', () => {
  const leaves = (...notations: string[]) =>
    [
      ...new Set(
        schema.filter(({ notation }) => notations.includes(notation)).map(({ name }) => name),
      ),
    ].filter((name) => !harmless.has(name) && !['name', 'fullName'].includes(name));
  const written = (name: string, text: string): string =>
    `<obj><${name}>${text}</${name}></obj><propSet><name>some.${name}</name><val>${text}</val></propSet>`;

  it('texts, also as properties', () => {
    const names = leaves('xsd:string', 'xsd:anyType');
    expect(names.length).toBeGreaterThan(150);
    const kept = names.filter((name) => replace(written(name, 'Pl4nted-word')).includes('Pl4nted'));
    expect(kept).toEqual([]);
  });

  it('bytes in base64, which stay base64', () => {
    const names = leaves('xsd:base64Binary');
    const replaced = names.map((name) => replace(written(name, 'UGw0bnRlZA==')));
    expect(replaced.filter((xml) => xml.includes('UGw0'))).toEqual([]);
    const texts = replaced.map((xml) => /<obj><\w+>([^<]*)/.exec(xml)?.[1] ?? '');
    expect(texts.filter((text) => Buffer.from(text, 'base64').toString('base64') !== text)).toEqual(
      [],
    );
  });

  it('numbers, which stay numbers that fit a byte', () => {
    const names = leaves('xsd:int', 'xsd:long', 'xsd:short', 'xsd:byte').filter(
      (name) => name !== 'key',
    );
    for (const name of names) {
      expect(replace(written(name, '80443'))).toMatch(/<obj><\w+>\d{1,2}</);
    }
    const certificate = '<config.certificate><byte>45</byte><byte>-117</byte></config.certificate>';
    expect(replace(certificate)).not.toMatch(/45|117/);
  });

  it('the leaks that were reported', () => {
    const device = `<deviceInfo><label>Hard disk 1</label><summary>DPG-Prod-Payroll</summary></deviceInfo>
<backing><deviceName>DPG-Prod</deviceName><port><switchUuid>50 2e 7f 1a 0b 7c 4d 25-9e 5c 1f 2a 3b 4c 5d 6e</switchUuid>
<portgroupKey>dvportgroup-1</portgroupKey></port><contentId>c0ffee</contentId></backing><diskObjectId>1-2000</diskObjectId>`;
    expect(replace(device)).not.toMatch(/Payroll|DPG|7f 1a|c0ffee|1-2000/);
    expect(replace('<h type="HostSystem" serverGuid="c0ffee-1">host-9</h>')).not.toContain(
      'c0ffee',
    );
    const managed = (key: string) =>
      `<managedBy><extensionKey>${key}</extensionKey><type>x</type></managedBy>`;
    expect(replace(managed('com.acme.backup'))).not.toMatch(/acme|>x</);
    expect(replace(managed('com.vmware.vim.eam'))).toBe(managed('com.vmware.vim.eam'));
  });

  it('a number that is also the name of a VM does not become another’s', () => {
    expect(replace(`<total>4711</total>${property('name', '4711')}`)).toBe(
      `<total>1</total>${property('name', 'name-1')}`,
    );
  });

  it('long numbers as values of options, whose type stays', () => {
    const option = (type: string, value: string): string =>
      `<extraConfig><key>guestinfo.pin</key><value xsi:type="xsd:${type}">${value}</value></extraConfig>`;
    expect(replace(option('string', '48151623'))).toBe(option('string', 'value-1'));
    expect(replace(option('long', '48151623'))).toBe(option('long', '1'));
  });

  it('the lines of a file that is no XML', () => {
    const file = 'libdir = "/usr/lib"\nvhv.allow = "TRUE"\n';
    expect(new Pseudonyms().replaceInLines(file)).toBe('text-1\nvhv.allow = "TRUE"\n');
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

describe('the path of a request', () => {
  it.each([
    ['/sdk', '/sdk'],
    ['/sdk/vimServiceVersions.xml', '/sdk/vimServiceVersions.xml'],
    ['/host/vmware_config', '/host/vmware_config'],
    ['/host/web01.corp', '/host/name-1'],
    ['/payroll/sdk', '/name-1/sdk'],
    [
      '/folder/web01/web01.vmx?dcPath=Bonn&dsName=san1',
      '/folder/name-1/name-2?dcPath=name-3&dsName=name-4',
    ],
    ['/guestFile?id=7&token=SCRUBBED-1', '/guestFile?id=name-1&token=SCRUBBED-1'],
  ])('%s', (path, replaced) => {
    expect(new Pseudonyms().replaceInPath(path)).toBe(replaced);
  });
});
