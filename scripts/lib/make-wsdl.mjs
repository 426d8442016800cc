// The chain from a table of operations and XSDs to a WSDL.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOperations } from './read-operations.mjs';
import { readTypes } from './read-wsdl.mjs';
import { primitives } from './render-schema.mjs';
import { renderWsdl } from './render-wsdl.mjs';

export const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'wsdl');

/** Types that are named by a field or a parameter, and declared nowhere. */
function undeclared({ complexTypes }, operations, isDeclared) {
  const parts = [
    ...[...complexTypes.values()].flatMap(({ fields }) => fields),
    ...[...operations.values()].flatMap(({ parameters }) => parameters),
  ];
  return new Set(parts.map(({ type }) => type).filter((type) => !isDeclared(type)));
}

function makeWsdl(tables, includes) {
  const paths = (files) => files.map((file) => join(folder, file));
  const types = readTypes(paths(includes));
  const isDeclared = (type) =>
    type in primitives ||
    type === 'ManagedObjectReference' ||
    types.complexTypes.has(type) ||
    types.enums.has(type);
  const operations = readOperations(paths(tables), isDeclared);
  const opaque = [...undeclared(types, operations, isDeclared)];
  return { operations, text: renderWsdl(tables.join(', '), operations, includes, opaque) };
}

const clientTable = 'vim-operations.txt';
const clientTypes = ['vim-types.xsd', 'vim-faults.xsd'];

/** What the client calls: the operations of the table, and the WSDL's text. */
export function clientWsdl() {
  return makeWsdl([clientTable], clientTypes);
}

/** The same for what the simulator understands. Its WSDL is no file: nothing but the generator and a test reads it. */
export function simulatorWsdl() {
  return makeWsdl(
    [clientTable, 'simulator-operations.txt'],
    [...clientTypes, 'simulator-types.xsd'],
  );
}
