import type { WireCases } from './wire-case.ts';

/** One-or-many is an array always, and absent is absent. */
const aboutFields = [
  'name',
  'fullName',
  'vendor',
  'version',
  'build',
  'osType',
  'productLineId',
  'apiType',
  'apiVersion',
];
const product = Object.fromEntries(aboutFields.map((name) => [name, 'a']));
const productXml = aboutFields.map((name) => `<${name}>a</${name}>`).join('');

export const arrays: WireCases = {
  both: [
    {
      shows: 'many elements are an array',
      declared: 'PropertySpec',
      xml: '<x><type>Task</type><pathSet>info.state</pathSet><pathSet>info.error</pathSet></x>',
      value: { type: 'Task', pathSet: ['info.state', 'info.error'] },
    },
    {
      shows: 'one element of a list is an array of one',
      declared: 'PropertySpec',
      xml: '<x><type>Task</type><pathSet>info</pathSet></x>',
      value: { type: 'Task', pathSet: ['info'] },
    },
    {
      shows: 'no element of a list leaves the field out, and is no empty array',
      declared: 'PropertySpec',
      xml: '<x><type>Task</type></x>',
      value: { type: 'Task' },
    },
    {
      shows: 'an object list of one keeps its object',
      declared: 'UpdateSet',
      xml: `<x><version>1</version><filterSet><filter type="PropertyFilter">f</filter>
        <objectSet><kind>enter</kind><obj type="Task">task-1</obj></objectSet></filterSet></x>`,
      value: {
        version: '1',
        filterSet: [
          {
            filter: { type: 'PropertyFilter', value: 'f' },
            objectSet: [{ kind: 'enter', obj: { type: 'Task', value: 'task-1' } }],
          },
        ],
      },
    },
    {
      shows: 'certificates of a virtual TPM are a list, each of them base64',
      declared: 'VirtualTPM',
      xml: `<x><key>11000</key><endorsementKeyCertificateSigningRequest>YQ==</endorsementKeyCertificateSigningRequest>
        <endorsementKeyCertificate>Yg==</endorsementKeyCertificate><endorsementKeyCertificate>Yw==</endorsementKeyCertificate></x>`,
      value: {
        key: 11000,
        endorsementKeyCertificateSigningRequest: ['YQ=='],
        endorsementKeyCertificate: ['Yg==', 'Yw=='],
      },
    },
    {
      shows: 'a session of an old server, which tells neither address nor program nor calls',
      declared: 'UserSession',
      xml: `<x><key>k</key><userName>u</userName><fullName>f</fullName><loginTime>2026-01-01T00:00:00Z</loginTime>
        <lastActiveTime>2026-01-01T00:00:00Z</lastActiveTime><locale>en</locale><messageLocale>en</messageLocale></x>`,
      value: {
        key: 'k',
        userName: 'u',
        fullName: 'f',
        loginTime: '2026-01-01T00:00:00Z',
        lastActiveTime: '2026-01-01T00:00:00Z',
        locale: 'en',
        messageLocale: 'en',
      },
    },
    {
      shows: 'numbers in a list are numbers',
      declared: 'VirtualController',
      xml: '<x><key>300</key><busNumber>0</busNumber><device>600</device><device>700</device></x>',
      value: { key: 300, busNumber: 0, device: [600, 700] },
    },
    {
      shows: 'an empty element in a list is an empty item',
      declared: 'PropertySpec',
      xml: '<x><type>Task</type><pathSet></pathSet></x>',
      value: { type: 'Task', pathSet: [''] },
    },
  ],
  respelt: [
    {
      shows: 'items of one list that stand apart come together',
      declared: 'PropertySpec',
      xml: '<x><pathSet>a</pathSet><type>Task</type><pathSet>b</pathSet></x>',
      value: { type: 'Task', pathSet: ['a', 'b'] },
    },
    {
      shows: 'an empty object is an object',
      declared: 'TaskReason',
      xml: '<x/>',
      value: {},
    },
  ],
  readOnly: [
    {
      shows: "a host's certificate is a list of bytes",
      declared: 'HostConfigInfo',
      xml: `<x><host type="HostSystem">h</host><product>${productXml}</product><certificate>45</certificate><certificate>-1</certificate></x>`,
      value: { host: { type: 'HostSystem', value: 'h' }, product, certificate: [45, -1] },
    },
    {
      shows:
        'a field that should stand once and stands twice: the first counts, the second is kept',
      declared: 'SelectionSpec',
      xml: '<x><name>a</name><name>b</name></x>',
      value: { name: 'a', _unknown: [{ name: 'name', value: 'b' }] },
    },
  ],
};
