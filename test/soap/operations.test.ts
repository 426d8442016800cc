import { join } from 'node:path';
import { Client, WSDL } from 'soap';
import { describe, expect, it } from 'vitest';
import { clientWsdl, folder, simulatorWsdl } from '../../scripts/lib/make-wsdl.mjs';
import type { Operation, Part } from '../../scripts/lib/read-operations.mjs';
import { operations as moreOperations } from '../../src/simulator/schema.ts';
import { simulatorSchema } from '../../src/simulator/wire/schema.ts';
import { loadWsdl } from '../../src/soap/vim-wsdl.ts';
import { operations } from '../../src/vim25/schema.ts';
import { type Schema, type SchemaTable, vim25Schema } from '../../src/vim25/schema-table.ts';

/** What an operation takes and returns, a line for each part in wire order. */
interface Described {
  readonly input: readonly string[];
  readonly output: readonly string[];
}

const marked = (name: string, { list }: { readonly list: boolean }) => (list ? `${name}[]` : name);

/** Sorted, because soap puts the fields of a type's grandparent behind those of its parent. */
const fieldList = (names: readonly string[]) => `{${names.toSorted().join(', ')}}`;

/** soap describes a scalar by its type, an enum as `Name|xsd:string|value,value`, any other type by its fields. */
function describedPart([name, described]: readonly [string, unknown]): string {
  return typeof described === 'string'
    ? `${name}: ${described.split('|')[0]}`
    : `${name}: ${fieldList(partsOf(described as object).map(([field]) => field))}`;
}

/** Without the two names that soap adds to what it describes. */
function partsOf(described: object): readonly (readonly [string, unknown])[] {
  return Object.entries(described).filter(
    ([name]) => name !== 'targetNSAlias' && name !== 'targetNamespace',
  );
}

function describedBySoap(wsdl: WSDL): Readonly<Record<string, Described>> {
  const services = new Client(wsdl, 'https://localhost/sdk').describe();
  const described = Object.entries<{ input: object; output: object }>(services.VimService.VimPort);
  return Object.fromEntries(
    described.map(([name, { input, output }]) => [
      name,
      { input: partsOf(input).map(describedPart), output: partsOf(output).map(describedPart) },
    ]),
  );
}

function declaredPart(name: string, part: Part, schema: Schema): string {
  const { type } = part;
  const fields = [...(schema.complexType(type)?.fields.values() ?? [])];
  const isScalar = type.startsWith('xsd:') || schema.isEnum(type);
  const described = isScalar ? type : fieldList(fields.map((field) => marked(field.name, field)));
  return `${marked(name, part)}: ${type === 'ManagedObjectReference' ? 'xsd:string' : described}`;
}

function declaredInTable({ parameters, returns }: Operation, schema: Schema): Described {
  return {
    input: [
      '_this: xsd:string',
      ...parameters.map((parameter) => declaredPart(parameter.name, parameter, schema)),
    ],
    output: returns === undefined ? [] : [declaredPart('returnval', returns, schema)],
  };
}

function parsed(text: string): Promise<WSDL> {
  return new Promise((resolve, reject) => {
    const wsdl = new WSDL(text, join(folder, 'simulator.wsdl'), {});
    wsdl.onReady((error: unknown) => (error ? reject(error) : resolve(wsdl)));
  });
}

const self = { name: '_this', type: 'ManagedObjectReference', optional: false, list: false };

describe.each([
  {
    who: 'the client',
    table: clientWsdl().operations,
    wsdl: loadWsdl,
    schema: vim25Schema,
    generated: operations as SchemaTable['operations'],
  },
  {
    who: 'the simulator',
    table: simulatorWsdl().operations,
    wsdl: () => parsed(simulatorWsdl().text),
    schema: simulatorSchema,
    generated: { ...operations, ...moreOperations },
  },
])('the table of what $who speaks', ({ table, wsdl, schema, generated }) => {
  it('is what soap describes: every operation with its parameters in wire order', async () => {
    const declared = table.map((operation) => [operation.name, declaredInTable(operation, schema)]);
    expect(describedBySoap(await wsdl())).toStrictEqual(Object.fromEntries(declared));
  });

  // soap describes what a port offers, and not how it is bound.
  it('is bound, all of it', async () => {
    const binding = (await wsdl()).definitions.bindings['VimBinding'];
    const bound = Object.entries(binding?.methods ?? {}).map(([name, { soapAction, style }]) => [
      name,
      soapAction,
      style,
    ]);
    expect(bound).toStrictEqual(table.map(({ name }) => [name, 'urn:vim25', 'document']));
  });

  // soap describes neither whether a part may be left out nor what its type is called.
  it('is what the schema has', () => {
    const inSchema = Object.entries(generated).map(([name, { request, response }]) => [
      name,
      ...[request, response].map((type) => [...(schema.complexType(type)?.fields.values() ?? [])]),
    ]);
    const inTable = table.map(({ name, parameters, returns }) => [
      name,
      [self, ...parameters],
      returns === undefined ? [] : [{ name: 'returnval', ...returns }],
    ]);
    expect(inSchema).toStrictEqual(inTable);
  });
});
