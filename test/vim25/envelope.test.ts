import { describe, expect, test } from 'vitest';
import { type Envelope, EnvelopeDecoder } from '../../src/vim25/envelope.ts';
import { readFault } from '../../src/vim25/fault.ts';
import { joinLines } from '../helpers/wire.ts';

const prologue = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"
 xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<soapenv:Body>
`;

function decodeBody(body: string): Envelope {
  const decoder = new EnvelopeDecoder();
  decoder.write(`${prologue}${joinLines(body)}
</soapenv:Body>
</soapenv:Envelope>`);
  return decoder.end();
}

function decodeFault(body: string) {
  const envelope = decodeBody(body);
  if (envelope.kind !== 'fault') {
    throw new Error(`a ${envelope.element} is no fault`);
  }
  return readFault(envelope.fault);
}

const soapFault = (detail: string, text = 'words') => `<soapenv:Fault>
  <faultcode>ServerFaultCode</faultcode><faultstring>${text}</faultstring>${detail}</soapenv:Fault>`;

describe('a message', () => {
  test('is told by its element, and typed by it', () => {
    const body = `<QueryOptionsResponse xmlns="urn:vim25">
      <returnval><key>a</key><value xsi:type="xsd:long">1</value></returnval></QueryOptionsResponse>`;
    expect(decodeBody(body)).toStrictEqual({
      kind: 'message',
      element: 'QueryOptionsResponse',
      value: { returnval: [{ key: 'a', value: 1n }] },
    });
  });

  test.each([
    '<LogoutResponse xmlns="urn:vim25"></LogoutResponse>',
    '<LogoutResponse xmlns="urn:vim25"/>',
  ])('without anything in it is empty: %s', (body) => {
    expect(decodeBody(body)).toStrictEqual({
      kind: 'message',
      element: 'LogoutResponse',
      value: {},
    });
  });

  test('where nothing was found has no returnval', () => {
    const body = '<FindByInventoryPathResponse xmlns="urn:vim25"></FindByInventoryPathResponse>';
    expect(decodeBody(body)).toHaveProperty('value', {});
  });

  test('that the schema does not know keeps its name', () => {
    expect(decodeBody('<ShutDownEverythingResponse xmlns="urn:vim25"/>')).toStrictEqual({
      kind: 'message',
      element: 'ShutDownEverythingResponse',
      value: {},
    });
  });
});

describe('a SOAP fault', () => {
  test('has the type that xsi:type names, and its fields', () => {
    const detail = `<detail><NotAuthenticatedFault xmlns="urn:vim25" xsi:type="NotAuthenticated">
      <object type="ServiceInstance">ServiceInstance</object><privilegeId></privilegeId></NotAuthenticatedFault></detail>`;
    expect(decodeFault(soapFault(detail))).toStrictEqual({
      type: 'NotAuthenticated',
      message: 'words',
      detail: { object: { type: 'ServiceInstance', value: 'ServiceInstance' }, privilegeId: '' },
    });
  });

  test('without fields is a fault all the same', () => {
    const detail =
      '<detail><InvalidLoginFault xmlns="urn:vim25" xsi:type="InvalidLogin"></InvalidLoginFault></detail>';
    expect(decodeFault(soapFault(detail))).toStrictEqual({
      type: 'InvalidLogin',
      message: 'words',
      detail: {},
    });
  });

  test('with prefixed type and children, as /pbm/sdk sends it', () => {
    const detail = `<detail><RuntimeFaultFault xsi:type="vim25:NotAuthenticated" xmlns="urn:pbm" xmlns:vim25="urn:vim25">
      <vim25:privilegeId>StorageProfile.View</vim25:privilegeId></RuntimeFaultFault></detail>`;
    expect(decodeFault(soapFault(detail, ''))).toStrictEqual({
      type: 'NotAuthenticated',
      message: '',
      detail: { privilegeId: 'StorageProfile.View' },
    });
  });

  test.each([
    [
      'in no namespace',
      '<LicenseUsageFault xmlns="" xsi:type="LicenseUsage"><reason>r</reason></LicenseUsageFault>',
    ],
    [
      'with the namespace left out',
      '<LicenseUsageFault xsi:type="LicenseUsage"><reason>r</reason></LicenseUsageFault>',
    ],
  ])('with a detail %s', (_, element) => {
    expect(decodeFault(soapFault(`<detail>${element}</detail>`))).toStrictEqual({
      type: 'LicenseUsage',
      message: 'words',
      detail: { _unknown: [{ name: 'reason', value: 'r' }] },
    });
  });

  test('without xsi:type has the type that its element is named after', () => {
    const detail =
      '<detail><InvalidPropertyFault xmlns="urn:vim25"><name>nosuch</name></InvalidPropertyFault></detail>';
    expect(decodeFault(soapFault(detail))).toStrictEqual({
      type: 'InvalidProperty',
      message: 'words',
      detail: { name: 'nosuch' },
    });
  });

  test.each([
    [
      'a fault of a later version',
      '<QuantumLockedFault xmlns="urn:vim25"><qubits>7</qubits></QuantumLockedFault>',
      { type: 'QuantumLocked', detail: { _unknown: [{ name: 'qubits', value: '7' }] } },
    ],
    [
      'one that has what every fault has',
      '<QuantumLockedFault xmlns="urn:vim25"><faultMessage><key>k</key></faultMessage></QuantumLockedFault>',
      { type: 'QuantumLocked', detail: { faultMessage: [{ key: 'k' }] } },
    ],
    ['one without fields', '<v:QuantumLockedFault/>', { type: 'QuantumLocked', detail: {} }],
    [
      'one whose own name ends so',
      '<QuantumFaultFault xmlns="urn:vim25"/>',
      { type: 'QuantumFault', detail: {} },
    ],
    [
      'one that is named without what elements of faults end in',
      '<GenericVmConfigFault xmlns="urn:vim25"><reason>r</reason></GenericVmConfigFault>',
      { type: 'GenericVmConfigFault', detail: { reason: 'r' } },
    ],
    [
      'a structure under any other name',
      '<ExceptionDetail xmlns="urn:other"><Message>m</Message></ExceptionDetail>',
      { type: 'ExceptionDetail', detail: { _unknown: [{ name: 'Message', value: 'm' }] } },
    ],
  ])('without xsi:type keeps the name of its element: %s', (_, element, expected) => {
    const body = soapFault(`<detail xmlns:v="urn:vim25">${element}</detail>`);
    expect(decodeFault(body)).toStrictEqual({ message: 'words', ...expected });
  });

  test('of a later version keeps the name that xsi:type says', () => {
    const detail =
      '<detail><RuntimeFaultFault xmlns="urn:vim25" xsi:type="QuantumLocked"><qubits>7</qubits></RuntimeFaultFault></detail>';
    expect(decodeFault(soapFault(detail))).toStrictEqual({
      type: 'QuantumLocked',
      message: 'words',
      detail: { _unknown: [{ name: 'qubits', value: '7' }] },
    });
  });

  test.each([
    ['no detail', ''],
    ['an empty detail', '<detail></detail>'],
    ['a self-closed detail', '<detail/>'],
    ['words for a detail', '<detail>it did not work</detail>'],
    ['a detail of somebody else', '<detail><stack>at line 1</stack></detail>'],
  ])('with %s is a MethodFault with the text', (_, detail) => {
    expect(decodeFault(soapFault(detail))).toMatchObject({ type: 'MethodFault', message: 'words' });
  });

  test.each([
    ['<FooBar xmlns="urn:vim25"/>', 'FooBar'],
    ['<FooBar xmlns="urn:vim25"> </FooBar>', 'FooBar'],
    ['<FooBarFault xmlns="urn:vim25"></FooBarFault>', 'FooBar'],
    ['<FooBarFault xmlns="urn:vim25">words</FooBarFault>', 'FooBar'],
    ['<NotFoundFault xmlns="urn:vim25"/>', 'NotFound'],
    ['<NotFoundFault xmlns="urn:vim25">words</NotFoundFault>', 'NotFound'],
  ])('without fields keeps its name: %s', (detail, type) => {
    expect(decodeFault(soapFault(`<detail>${detail}</detail>`))).toMatchObject({ type });
  });

  test('without a text has an empty one', () => {
    expect(decodeFault('<soapenv:Fault></soapenv:Fault>')).toStrictEqual({
      type: 'MethodFault',
      message: '',
      detail: {},
    });
  });

  test('keeps the lines and the entities of its text', () => {
    const body =
      '<soapenv:Fault><faultstring>it&apos;s\u0020&lt;here&gt;&#10;line 2</faultstring></soapenv:Fault>';
    expect(decodeFault(body).message).toBe("it's <here>\nline 2");
  });

  test('carries the causes below it', () => {
    const detail = `<detail><GenericVmConfigFaultFault xmlns="urn:vim25" xsi:type="GenericVmConfigFault">
      <faultCause><fault xsi:type="InvalidState"></fault><localizedMessage>inner</localizedMessage></faultCause>
      <faultMessage><key>k</key><arg><key>1</key><value xsi:type="xsd:int">5</value></arg></faultMessage>
      <reason>r</reason></GenericVmConfigFaultFault></detail>`;
    expect(decodeFault(soapFault(detail)).detail).toStrictEqual({
      faultCause: { fault: { _type: 'InvalidState' }, localizedMessage: 'inner' },
      faultMessage: [{ key: 'k', arg: [{ key: '1', value: 5 }] }],
      reason: 'r',
    });
  });
});

describe('a fault inside a good answer', () => {
  test('in missingSet is read by the same reader', () => {
    const body = `<RetrievePropertiesExResponse xmlns="urn:vim25"><returnval><objects><obj type="Folder">group-d1</obj>
      <missingSet><path>name</path><fault><fault xsi:type="NotAuthenticated">
      <object type="Folder">group-d1</object><privilegeId>System.View</privilegeId></fault>
      <localizedMessage></localizedMessage></fault></missingSet></objects></returnval></RetrievePropertiesExResponse>`;
    const { value } = decodeBody(body) as unknown as {
      value: {
        returnval: { objects: [{ missingSet: [{ fault: Parameters<typeof readFault>[0] }] }] };
      };
    };
    expect(readFault(value.returnval.objects[0].missingSet[0].fault)).toStrictEqual({
      type: 'NotAuthenticated',
      message: '',
      detail: { object: { type: 'Folder', value: 'group-d1' }, privilegeId: 'System.View' },
    });
  });

  test('without a localizedMessage has an empty text', () => {
    expect(readFault({ fault: { _type: 'InvalidState' } })).toStrictEqual({
      type: 'InvalidState',
      message: '',
      detail: {},
    });
  });
});
