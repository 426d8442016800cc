// The chain from the table of operations and the XSDs to a WSDL.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOperations } from './read-operations.mjs';
import { readTypes } from './read-wsdl.mjs';
import { primitives } from './render-schema.mjs';
import { renderWsdl } from './render-wsdl.mjs';

export const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'wsdl');

/**
 * Types that are named by a field or a parameter, and declared in none of the XSDs. Nobody writes or reads a value of such a type, so it cannot be that of a result,
 * or of a parameter that a call needs.
 */
function opaqueTypes(operations, { complexTypes, enums }, includes) {
  const isDeclared = ({ type }) =>
    type in primitives ||
    type === 'ManagedObjectReference' ||
    complexTypes.has(type) ||
    enums.has(type);
  for (const { place, name, parameters, returns } of operations) {
    const needed = [
      ...parameters.filter(({ type, optional }) => !optional || type.startsWith('xsd:')),
      ...(returns === undefined ? [] : [returns]),
    ];
    const unknown = needed.find((part) => !isDeclared(part));
    if (unknown !== undefined) {
      throw new Error(
        `${place}: ${name}: the type ${unknown.type} is in none of ${includes.join(', ')}. Fix: spell it as vim25 does, or declare it there.`,
      );
    }
  }
  const fields = [...complexTypes.values()].flatMap((type) => type.fields);
  const parameters = operations.flatMap((operation) => operation.parameters);
  const named = [...fields, ...parameters].filter((part) => !isDeclared(part));
  return [...new Set(named.map(({ type }) => type))];
}

/** The text of a WSDL with these operations. `includes` are the XSDs in wsdl/ that it includes. */
export function makeWsdl(operations, includes) {
  const types = readTypes(includes.map((file) => join(folder, file)));
  return renderWsdl(operations, includes, opaqueTypes(operations, types, includes));
}

const clientTypes = ['vim-types.xsd', 'vim-faults.xsd'];

/** What the client calls: the operations of the table, and the WSDL's text. */
export function clientWsdl() {
  const all = readOperations(join(folder, 'operations.txt'));
  const operations = all.filter(({ section }) => section === 'client');
  return { operations, text: makeWsdl(operations, clientTypes) };
}

/** The same for what the simulator understands. Its WSDL is no file: nothing but the generator and a test reads it. */
export function simulatorWsdl() {
  const operations = readOperations(join(folder, 'operations.txt'));
  return { operations, text: makeWsdl(operations, [...clientTypes, 'simulator-types.xsd']) };
}
