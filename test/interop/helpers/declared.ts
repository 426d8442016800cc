import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as simulator from '../../../src/simulator/schema.ts';
import { entityTypes } from '../../../src/vim25/managed-types/entities.ts';
import { serviceTypes } from '../../../src/vim25/managed-types/services.ts';
import * as client from '../../../src/vim25/schema.ts';
import { Schema, type SchemaTable } from '../../../src/vim25/schema-table.ts';
import { peersDir } from './peers-dir.ts';

export interface DeclaredField {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly list: boolean;
}

/** A type with the fields that it declares itself, in wire order. */
export interface Declared {
  readonly base?: string;
  readonly fields: readonly DeclaredField[];
  /** Whether it is text of a few values; its fields are none. */
  readonly enum?: boolean;
}

/** How somebody declares vim25. A request stands under its method's name, a response under the same and `Response`. */
export interface Declarations {
  readonly types: Readonly<Record<string, Declared>>;
  /** Properties of managed objects, which are never sent as a sequence: sorted by name, and a list is as good as optional. */
  readonly managed: Readonly<Record<string, Declared>>;
}

function withoutOrder(managed: Declarations['managed']): Declarations['managed'] {
  return Object.fromEntries(
    Object.entries(managed).map(([name, { base, fields }]) => {
      const sorted = fields
        .map((field) => (field.list ? { ...field, optional: true } : field))
        .toSorted((one, other) => (one.name < other.name ? -1 : 1));
      return [name, { ...(base !== undefined && { base }), fields: sorted }];
    }),
  );
}

function ownOf(table: SchemaTable['complexTypes']): Readonly<Record<string, Declared>> {
  const schema = new Schema({ complexTypes: table, enums: [], operations: {} });
  return Object.fromEntries(
    Object.entries(table).map(([name, { base, fields }]) => {
      const all = schema.complexType(name)?.fields;
      const own = Object.keys(fields).flatMap((field) => all?.get(field) ?? []);
      return [name, { ...(base !== undefined && { base }), fields: own }];
    }),
  );
}

/** What the client and the simulator speak. */
export function ours(): Declarations {
  const tables = [client, simulator] as const;
  const complexTypes = Object.assign({}, ...tables.map((table) => table.complexTypes));
  const all = ownOf(complexTypes);
  const operations = tables.flatMap((table) => Object.entries(table.operations));
  const messages = operations.flatMap(([name, { request, response }]) => [
    [name, all[request]],
    [`${name}Response`, all[response]],
  ]);
  const used = new Set(operations.flatMap(([, { request, response }]) => [request, response]));
  const enums = tables.flatMap((table) => table.enums);
  const types = Object.fromEntries([
    ...Object.entries(all).filter(([name]) => !used.has(name)),
    ...messages,
    ...enums.map((name) => [name, { fields: [], enum: true }]),
  ]);
  return { types, managed: withoutOrder(ownOf({ ...entityTypes, ...serviceTypes })) };
}

/** What govmomi's source declares. */
export function govmomis(): Declarations {
  const { types, managed } = readJson(`${peersDir}/types`, []) as GoDeclarations;
  const named = Object.entries(types).map(([name, declared]) => {
    const { alias } = declared;
    return [name, (alias === undefined ? undefined : types[alias]) ?? declared] as const;
  });
  const based = Object.entries(managed).map(
    ([name, { base = 'ManagedObject', fields }]) => [name, { base, fields }] as const,
  );
  return { types: Object.fromEntries(named), managed: withoutOrder(Object.fromEntries(based)) };
}

interface GoDeclarations extends Declarations {
  /** `type Login LoginRequestType` */
  readonly types: Readonly<Record<string, Declared & { readonly alias?: string }>>;
}

interface Methods {
  readonly methods: Readonly<
    Record<
      string,
      { readonly parameters: readonly DeclaredField[]; readonly returns: readonly DeclaredField[] }
    >
  >;
}

const self = { name: '_this', type: 'ManagedObjectReference', optional: false, list: false };

/** What pyVmomi's type information declares. */
export function pyvmomis(): Declarations {
  const script = fileURLToPath(new URL('../python/schema.py', import.meta.url));
  const python = `${peersDir}/python/bin/python3`;
  const { types, managed, methods } = readJson(python, ['-W', 'ignore', script]) as Declarations &
    Methods;
  const messages = Object.entries(methods).flatMap(([name, { parameters, returns }]) => [
    [name, { fields: [self, ...parameters] }],
    [`${name}Response`, { fields: returns }],
  ]);
  return {
    types: { ...types, ...Object.fromEntries(messages) },
    managed: withoutOrder(managed),
  };
}

function readJson(program: string, args: readonly string[]): unknown {
  const text = execFileSync(program, args, {
    cwd: fileURLToPath(new URL('../go', import.meta.url)),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 64 * 1024 * 1024,
    encoding: 'utf8',
  });
  return JSON.parse(text);
}
