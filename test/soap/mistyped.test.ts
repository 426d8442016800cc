import { describe, expect, it, test } from 'vitest';
import { FaultError, ProtocolError } from '../../src/errors.ts';
import { writeEnvelope } from '../../src/vim25/index.ts';
import { answer, errorOf, openClient, startServer } from '../helpers/https-server.ts';

const collector = { type: 'PropertyCollector', value: 'p' };

/** The error of reading one property that a server answers so. */
async function errorOfReading(type: string, name: string, val: string): Promise<unknown> {
  const object = `<obj type="${type}">x-1</obj><propSet><name>${name}</name>${val}</propSet>`;
  const body = `<RetrievePropertiesExResponse xmlns="urn:vim25"><returnval><objects>${object}</objects></returnval></RetrievePropertiesExResponse>`;
  const client = await openClient(await startServer((response) => answer(response, body)));
  const parameters = { specSet: [], options: {} };
  return await client.call('RetrievePropertiesEx', collector, parameters).catch((error) => error);
}

describe('a property whose value is of another type', () => {
  it.each([
    ['VirtualMachine', 'name', '<val xsi:type="xsd:int">1</val>', 'xsd:string'],
    ['VirtualMachine', 'config.template', '<val xsi:type="xsd:string">true</val>', 'xsd:boolean'],
    ['VirtualMachine', 'config', '<val xsi:type="xsd:string">x</val>', 'VirtualMachineConfigInfo'],
    ['VirtualMachine', 'config', '<val xsi:type="constructor"/>', 'VirtualMachineConfigInfo'],
    [
      'VirtualMachine',
      'runtime.host',
      '<val xsi:type="xsd:string">h</val>',
      'ManagedObjectReference',
    ],
    ['VirtualMachine', 'recentTask', '<val type="Task">t</val>', 'list of ManagedObjectReference'],
    [
      'VirtualMachine',
      'config.extraConfig',
      '<val xsi:type="ArrayOfString"/>',
      'list of OptionValue',
    ],
    [
      'HostSystem',
      'config.featureCapability',
      '<val xsi:type="ArrayOfOptionValue"><OptionValue><key>k</key></OptionValue></val>',
      'list of HostFeatureCapability',
    ],
    ['Task', 'info.state', '<val xsi:type="ArrayOfInt"/>', 'TaskInfoState'],
  ])('is a ProtocolError that names it: %s.%s as %s', async (type, name, val, kind) => {
    const error = await errorOfReading(type, name, val);
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as Error).message).toContain(`${name} of ${type}:x-1 is no ${kind}`);
  });

  it.each([
    [
      'VirtualMachine',
      'config.extraConfig["a.b"]',
      '<val xsi:type="OptionValue"><key>a.b</key></val>',
    ],
    ['VirtualMachine', 'runtime.host', '<val type="HostSystem">host-1</val>'],
    ['VirtualMachine', 'runtime.powerState', '<val xsi:type="xsd:string">poweredOn</val>'],
    ['VirtualMachine', 'noSuchProperty', '<val xsi:type="xsd:int">1</val>'],
    ['NoSuchObject', 'name', '<val xsi:type="xsd:int">1</val>'],
    ['constructor', 'constructor', '<val xsi:type="xsd:int">1</val>'],
    ['VirtualMachine', 'name', ''],
    [
      'VirtualMachine',
      'config.hardware.device',
      '<val xsi:type="ArrayOfVirtualDevice"><VirtualDevice xsi:type="NewDevice"><key>1</key></VirtualDevice></val>',
    ],
  ])('is read where nothing is against it: %s.%s', async (type, name, val) => {
    expect(await errorOfReading(type, name, val)).toMatchObject({ objects: [{}] });
  });
});

test('a fault of two million characters is a short message, and is there in whole', async () => {
  const text = 'n'.repeat(2_000_000);
  const fault = `<soapenv:Fault><faultcode>x</faultcode><faultstring>${text}</faultstring><detail><NoPermissionFault xsi:type="NoPermission"><privilegeId>${text}</privilegeId></NoPermissionFault></detail></soapenv:Fault>`;
  const server = await startServer((response) => {
    response.writeHead(500, { 'Content-Type': 'text/xml' });
    response.end(writeEnvelope(fault));
  });
  const client = await openClient(server);
  const error = await errorOf(
    client.call('RetrievePropertiesEx', collector, { specSet: [], options: {} }),
  );
  expect(error).toBeInstanceOf(FaultError);
  expect((error as Error).message.length).toBeLessThan(3000);
  expect((error as FaultError).fault.message).toBe(text);
});

test.each([
  '<missingPrivileges><privilegeIds xsi:type="ArrayOfString"/></missingPrivileges>',
  '<missingPrivileges>x</missingPrivileges>',
  '<privilegeId><a/></privilegeId>',
  '<object>x</object>',
  '<faultMessage><key>k</key></faultMessage>',
])('a fault with a field that is wrong is that fault, or a ProtocolError: %s', async (field) => {
  const fault = `<soapenv:Fault><faultcode>x</faultcode><faultstring>no</faultstring><detail><NoPermissionFault xsi:type="NoPermission">${field}</NoPermissionFault></detail></soapenv:Fault>`;
  const server = await startServer((response) => {
    response.writeHead(500, { 'Content-Type': 'text/xml' });
    response.end(writeEnvelope(fault));
  });
  const client = await openClient(server);
  const error = await errorOf(
    client.call('RetrievePropertiesEx', collector, { specSet: [], options: {} }),
  );
  const isTyped = error instanceof FaultError || error instanceof ProtocolError;
  expect(isTyped, String(error)).toBe(true);
});
