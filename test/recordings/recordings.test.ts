import { describe, expect, test } from 'vitest';
import { canonicalXml } from '../../scripts/lib/canonical-xml.mjs';
import { readCpuid } from '../../src/nested/facts/cpu-features.ts';
import {
  chooseVersion,
  type Envelope,
  EnvelopeDecoder,
  encodeMessage,
  type HostHardwareInfo,
  readFault,
  readServiceVersions,
  writeElement,
  writeEnvelope,
} from '../../src/vim25/index.ts';
import { asExpected, evaluate } from './expected-path.ts';
import { folder, listRecordings, readRecording, recordedHttp } from './folder.ts';
import { recordingSchema } from './recorded-operations.ts';

interface ExpectedCase {
  readonly file: string;
  readonly decodedType: string;
  readonly expect: Readonly<Record<string, unknown>>;
  readonly absent?: readonly string[];
}

function decode(xml: string): Envelope {
  const decoder = new EnvelopeDecoder(recordingSchema);
  for (let start = 0; start < xml.length; start += 4096) {
    decoder.write(xml.slice(start, start + 4096));
  }
  return decoder.end();
}

/** What expected.json calls the root: returnval, its first item where it is a list, or the fault. */
function rootOf(envelope: Envelope): Readonly<Record<string, unknown>> {
  if (envelope.kind === 'fault') {
    const { type, detail } = readFault(envelope.fault);
    const { code: faultcode, message: faultstring } = envelope.fault;
    return { faultcode, faultstring, faultType: type, detail };
  }
  const { returnval } = envelope.value as { returnval?: Readonly<Record<string, unknown>> };
  return (Array.isArray(returnval) ? returnval[0] : returnval) ?? {};
}

function declaredType(envelope: Envelope): string | undefined {
  if (envelope.kind === 'fault') {
    return 'SOAP fault';
  }
  const type = recordingSchema.message(envelope.element)?.type ?? '';
  return recordingSchema.complexType(type)?.fields.get('returnval')?.type;
}

/** How the fault was spelt: a decoder looks through that. */
const spelling = ['detailElement', 'detailNamespace', 'xsiTypeAsWritten', 'faultTypeNamespace'];

const responses = listRecordings('.response.xml').filter(
  (name) => !name.includes('vimServiceVersions'),
);
const requests = listRecordings('.request.xml');
const cases: readonly ExpectedCase[] =
  folder === undefined
    ? []
    : (JSON.parse(readRecording('expected.json')) as { cases: ExpectedCase[] }).cases;

test.runIf(folder === undefined)(
  'skipped: VHV_RECORDINGS names no folder of recordings',
  ({ skip }) => {
    skip('set VHV_RECORDINGS to the folder of recordings');
  },
);

describe.skipIf(folder === undefined)('real traffic', () => {
  test('is all there', () => {
    expect(responses).toHaveLength(44);
    expect(requests.length).toBeGreaterThan(25);
    expect(cases).toHaveLength(12);
  });

  test.each(responses)(
    '%s is read: a fault for HTTP 500, else the answer of its method',
    (name) => {
      const envelope = decode(readRecording(name));
      const method = name.split('-')[1];
      expect(envelope).toMatchObject(
        recordedHttp(name).status === 500
          ? { kind: 'fault' }
          : { kind: 'message', element: `${method}Response` },
      );
      expect(envelope).not.toHaveProperty('value._unknown');
    },
  );

  test.each(requests)('%s is read, and written by us with the same meaning', (name) => {
    const xml = readRecording(name);
    const envelope = decode(xml);
    if (envelope.kind === 'fault') {
      throw new Error('a request is no fault');
    }
    const ours = writeElement(encodeMessage(envelope.element, envelope.value, recordingSchema));
    expect(canonicalXml(writeEnvelope(ours))).toBe(canonicalXml(inOurStyle(xml)));
  });

  describe.each(cases)('$file', ({ file, decodedType, expect: expected, absent = [] }) => {
    const envelope = decode(readRecording(file));
    const root = rootOf(envelope);

    test(`is a ${decodedType}`, () => {
      expect(root['_type'] ?? declaredType(envelope)).toBe(decodedType);
    });

    test.each(Object.entries(expected).filter(([path]) => !spelling.includes(path)))(
      '%s',
      (path, value) => {
        if (value === 'OptionValue[]') {
          expect(evaluate(root, path.replace('.decodedType', ''))).toContainEqual({
            key: expect.any(String),
            value: expect.anything(),
          });
          return;
        }
        expect(asExpected(evaluate(root, path), value)).toStrictEqual(value);
      },
    );

    test.each(absent)('%s is absent', (path) => {
      expect(evaluate(root, path)).toBeUndefined();
    });
  });

  test('the top version of a real vCenter is an internal id, and a prior one is chosen', () => {
    const offered = readServiceVersions(
      readRecording('005-vimServiceVersions-vcenter-8.0.3.response.xml'),
    );
    expect(offered[0]).toBe('uA046D008');
    expect(chooseVersion(offered)).toMatch(/^8\.0\./);
  });

  test('the CPU of a real host has VMX by its CPUID', () => {
    const envelope = decode(readRecording('033-Fetch-vcenter-8.0.3.response.xml'));
    expect(readCpuid((rootOf(envelope) as unknown as HostHardwareInfo).cpuFeature)).toBe('vmx');
  });
});

/** Without what other clients add and no server needs: a header, versionId, xsi:type that repeats the declared type, 0 for false. */
function inOurStyle(xml: string): string {
  return xml
    .replace(/<(\w+):Header>.*<\/\1:Header>/s, '')
    .replaceAll(/ versionId="[^"]*"/g, '')
    .replaceAll(
      / xsi:type="(?:PropertyFilterSpec|PropertySpec|ObjectSpec|SelectionSpec|ManagedObjectReference)"/g,
      '',
    )
    .replaceAll(
      /<(skip|all|partialUpdates|vmSearch|instanceUuid)>([01])</g,
      (_, name, digit) => `<${name}>${digit === '1'}<`,
    );
}
