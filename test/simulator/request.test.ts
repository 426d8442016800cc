import { describe, expect, it } from 'vitest';
import type { MoRef } from '../../src/vim25/moref.ts';
import { testSimulator } from '../helpers/simulator.ts';
import { Client, decode, envelope, request } from './client.ts';

const vim25 = 'xmlns="urn:vim25"';
const reconfigure = (spec: string) =>
  envelope(
    `<ReconfigVM_Task ${vim25}><_this type="VirtualMachine">vm-17</_this><spec>${spec}</spec></ReconfigVM_Task>`,
  );
const option = (type: string) =>
  `<extraConfig><key>a</key><value xsi:type="${type}">b</value></extraConfig>`;

async function refusal(text: string, headers = {}) {
  const client = await Client.login(await testSimulator());
  const { status, text: answer } = await client.post(text, headers);
  const decoded = decode(answer);
  if (decoded.kind !== 'fault') {
    throw new Error(`taken: ${answer}`);
  }
  const { code, message, detail } = decoded.fault;
  return { status, code, message, type: detail?._type };
}

describe('a request that a real server would not read', () => {
  it.each([
    ['an unbound prefix in xsi:type', reconfigure(option('xs:string')), /prefix xs is not bound/],
    ['an unbound prefix of an element', envelope('<v:CurrentTime/>'), /prefix v is not bound/],
    [
      'elements out of order',
      reconfigure('<nestedHVEnabled>true</nestedHVEnabled><changeVersion>1</changeVersion>'),
      /Unexpected element tag "changeVersion" seen\n\nwhile parsing serialized DataObject of type VirtualMachineConfigSpec\nat line 1, column \d+\n\nwhile parsing call information for method ReconfigVM_Task/,
    ],
    [
      'an element twice',
      reconfigure('<nestedHVEnabled>true</nestedHVEnabled><nestedHVEnabled>true</nestedHVEnabled>'),
      /Unexpected element tag "nestedHVEnabled" seen/,
    ],
    ['an unknown element', reconfigure('<vhvEnabled>true</vhvEnabled>'), /"vhvEnabled" seen/],
    [
      'an element in another namespace',
      reconfigure('<nestedHVEnabled xmlns="urn:other">true</nestedHVEnabled>'),
      /"nestedHVEnabled" seen/,
    ],
    [
      'no boolean',
      reconfigure('<nestedHVEnabled>yes</nestedHVEnabled>'),
      /'yes' is no xsd:boolean/,
    ],
    [
      'an xsd:anyType that does not say its type',
      reconfigure('<extraConfig><key>a</key><value>b</value></extraConfig>'),
      /does not say its type/,
    ],
    [
      'a data object without what it must have',
      reconfigure('<extraConfig><value xsi:type="xsd:string">b</value></extraConfig>'),
      /Required property key is missing from data object of type OptionValue/,
    ],
    ['XML that is cut short', reconfigure('<name>x').slice(0, -40), /Expected closing tag 'name'/],
    ['an unknown entity', reconfigure('<name>&nbsp;</name>'), /entity &nbsp; is not defined/],
    [
      'a document type declaration',
      `<!DOCTYPE x [<!ENTITY e "v">]>${reconfigure('<name>&e;</name>').slice(38)}`,
      /document type declaration/,
    ],
    [
      'another envelope',
      '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"><Body/></Envelope>',
      /Unexpected element tag "Envelope"/,
    ],
  ])('%s is an InvalidRequest', async (_what, text, message) => {
    const fault = await refusal(text);
    expect(fault).toMatchObject({ status: 500, code: 'ServerFaultCode', type: 'InvalidRequest' });
    expect(fault.message).toMatch(message);
  });

  it('says of an unknown method what a real server says, positions included', async () => {
    const body = envelope(
      `<NoSuchOperationHere ${vim25}><_this type="ServiceInstance">ServiceInstance</_this></NoSuchOperationHere>`,
    );
    // Asked, as there, in a version that is none of the server's.
    const { type, message } = await refusal(body, { soapaction: '"urn:vim25/8.0"' });
    expect(type).toBe('InvalidRequest');
    expect(message).toBe(
      [
        'Unable to resolve WSDL method name NoSuchOperationHere in vim.version.v8_0_3_0 (vim25/8.0.3.0)',
        `while parsing SOAP body\nat line 1, column ${body.indexOf('<soapenv:Body>')}`,
        `while parsing SOAP envelope\nat line 1, column ${body.indexOf('<soapenv:Envelope')}`,
        'while parsing HTTP request before method was determined\nat line 1, column 0',
      ].join('\n\n'),
    );
  });

  it('names no type where a parameter is missing', async () => {
    const body = envelope(
      `<ReconfigVM_Task ${vim25}><_this type="VirtualMachine">vm-17</_this></ReconfigVM_Task>`,
    );
    const missing = await refusal(body);
    expect(missing).toMatchObject({ status: 500, code: 'ClientFaultCode', type: undefined });
    expect(missing.message).toMatch(/^Required parameter spec is missing/);
  });

  it.each([
    ['fallsBack', 200],
    ['fault', 500],
  ] as const)('a version from the future: %s', async (unknownApiVersion, expected) => {
    const client = await Client.login(await testSimulator({ rules: { unknownApiVersion } }));
    const body = `<CurrentTime ${vim25}><_this type="ServiceInstance">ServiceInstance</_this></CurrentTime>`;
    const future = { soapaction: '"urn:vim25/99.0"' };
    const { status, text } = await client.post(envelope(body), future);
    expect(status).toBe(expected);
    expect(text.includes('Unsupported version URI "urn:vim25/99.0"')).toBe(expected === 500);
  });

  it.each([
    ['accepted', 200],
    ['refused', 500],
  ] as const)(
    'an unbound xsd prefix, as govmomi sends it: %s',
    async (unboundXsdPrefix, expected) => {
      const client = await Client.login(await testSimulator({ rules: { unboundXsdPrefix } }));
      const body = reconfigure(option('xsd:string')).replace(/ xmlns:xsd="[^"]*"/, '');
      const { status } = await client.post(body);
      expect(status).toBe(expected);
    },
  );

  it('does not find a method on an object of another kind', async () => {
    const body = reconfigure('').replace('type="VirtualMachine">vm-17', 'type="Folder">group-d1');
    expect(await refusal(body)).toMatchObject({ type: 'InvalidRequest' });
  });
});

describe('what real servers take from other clients', () => {
  it.each([
    [
      'booleans as 1, xsi:type on every data object',
      '<spec xsi:type="VirtualMachineConfigSpec"><nestedHVEnabled>1</nestedHVEnabled></spec>',
    ],
    [
      'versionId on arguments',
      '<spec versionId="8.0.2.0"><nestedHVEnabled versionId="8.0.2.0">true</nestedHVEnabled></spec>',
    ],
    [
      'white space between elements',
      '\n <spec>\n  <nestedHVEnabled>true</nestedHVEnabled>\n </spec>\n',
    ],
    ['CDATA and character references', '<spec><name><![CDATA[hv]]>&#45;&#x30;1</name></spec>'],
  ])('%s', async (_what, spec) => {
    const client = await Client.login(await testSimulator());
    const vm = await client.find('Lab/vm/nested/hv-01');
    expect(await client.task('ReconfigVM_Task', vm, spec)).toMatchObject({ state: 'success' });
    expect(await client.read(vm, 'name')).toEqual({ name: 'hv-01' });
  });

  describe('types without a prefix where no default namespace is', () => {
    const prefixed = (xmlns: string, body: string) =>
      `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ${xmlns} xmlns:n1="urn:vim25"><env:Body>${body}</env:Body></env:Envelope>`;
    const retrieve = `<n1:RetrievePropertiesEx><n1:_this xsi:type="ManagedObjectReference" type="PropertyCollector">propertyCollector</n1:_this><n1:specSet xsi:type="PropertyFilterSpec"><n1:propSet xsi:type="PropertySpec"><n1:type>Folder</n1:type><n1:pathSet>name</n1:pathSet></n1:propSet><n1:objectSet><n1:obj type="Folder">group-d1</n1:obj><n1:selectSet xsi:type="TraversalSpec"><n1:type>Folder</n1:type><n1:path>childEntity</n1:path></n1:selectSet></n1:objectSet></n1:specSet><n1:options xsi:type="RetrieveOptions"/></n1:RetrievePropertiesEx>`;

    it.each([
      ['nothing bound', ''],
      ['the default namespace unbound', 'xmlns=""'],
    ])('are types of vim25: %s', async (_what, xmlns) => {
      const client = await Client.login(await testSimulator());
      const { status, text } = await client.post(prefixed(xmlns, retrieve));
      expect({ status, text }).toMatchObject({ status: 200 });
      expect(text).toContain('<val xsi:type="xsd:string">Datacenters</val>');
    });

    it('are not where the default namespace is another one', async () => {
      const fault = await refusal(prefixed('xmlns="urn:other"', retrieve));
      expect(fault).toMatchObject({ status: 500, type: 'InvalidRequest' });
      expect(fault.message).toMatch(/is not one of urn:vim25/);
    });

    it('are known or refused as others are', async () => {
      const fault = await refusal(prefixed('', retrieve.replace('TraversalSpec', 'QuantumSpec')));
      expect(fault).toMatchObject({ status: 500, type: 'InvalidRequest' });
      expect(fault.message).toMatch(/QuantumSpec is not a SelectionSpec/);
    });
  });

  it('references that name their server, which are given back as they came', async () => {
    const client = await Client.login(await testSimulator());
    const manager = { type: 'ViewManager', value: 'ViewManager' };
    const view: MoRef = await client.call('CreateListView', manager, '');
    const of = (value: string) => `type="VirtualMachine" serverGuid="5f1c">${value}<`;
    const vm = await client.find('Lab/vm/nested/hv-01');
    const added = `<add ${of(vm.value)}/add><add ${of('vm-999')}/add>`;
    expect(await client.call('ModifyListView', view, added)).toEqual([
      { type: 'VirtualMachine', value: 'vm-999', serverGuid: '5f1c' },
    ]);
    expect(await client.read(view, 'view')).toEqual({ view: [vm] });
  });

  it('a header, a prefix on every element, a method name as SOAPAction', async () => {
    const client = await Client.login(await testSimulator());
    const { status } = await client.post(
      `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v="urn:vim25"><e:Header><vcSessionCookie>123</vcSessionCookie></e:Header><e:Body><v:CurrentTime><v:_this type="ServiceInstance">ServiceInstance</v:_this></v:CurrentTime></e:Body></e:Envelope>`,
      { soapaction: 'CurrentTime' },
    );
    expect(status).toBe(200);
  });
});

describe('the HTTPS side', () => {
  it('tells its versions without a login', async () => {
    const simulator = await testSimulator();
    const { status, text } = await request(simulator, '/sdk/vimServiceVersions.xml');
    expect(status).toBe(200);
    expect(text).toContain('<version>8.0.3.0</version><priorVersions><version>8.0.2.0</version>');
  });

  it('zips where the client offers it', async () => {
    const client = await Client.login(await testSimulator());
    const body = envelope(
      `<RetrieveServiceContent ${vim25}><_this type="ServiceInstance">ServiceInstance</_this></RetrieveServiceContent>`,
    );
    const plain = await client.post(body);
    const zipped = await client.post(body, { 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(zipped.text).toBe(plain.text);
  });

  it('refuses a body without end', async () => {
    const simulator = await testSimulator();
    const body = ' '.repeat(33 * 1024 * 1024);
    const answer = request(simulator, '/sdk', { method: 'POST', body });
    await expect(answer.then(({ status }) => status)).resolves.toBe(413);
  });

  it('knows no other path', async () => {
    expect((await request(await testSimulator(), '/mob')).status).toBe(404);
  });
});
