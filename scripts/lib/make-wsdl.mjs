// The chain from the table of operations and the XSDs to a WSDL.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOperations } from './read-operations.mjs';
import { readTypes } from './read-wsdl.mjs';
import { primitives } from './render-schema.mjs';
import { renderWsdl } from './render-wsdl.mjs';

export const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'wsdl');

function declaredIn({ complexTypes, enums }) {
  return ({ type }) =>
    type in primitives ||
    type === 'ManagedObjectReference' ||
    complexTypes.has(type) ||
    enums.has(type);
}

/** A parameter that may be left out can have a type that no XSD declares; one of XML Schema is misspelt then. */
function isNeeded({ type, optional }) {
  return !optional || type.startsWith('xsd:');
}

function refuseUndeclared(operations, isDeclared, includes) {
  for (const { place, name, parameters, returns } of operations) {
    const needed = [...parameters.filter(isNeeded), ...(returns === undefined ? [] : [returns])];
    const unknown = needed.find((part) => !isDeclared(part));
    if (unknown !== undefined) {
      throw new Error(
        `${place}: ${name}: the type ${unknown.type} is in none of ${includes.join(', ')}. Fix: spell it as vim25 does, or declare it there (move it, if another XSD has it).`,
      );
    }
  }
}

/** The text of a WSDL with these operations. `includes` are the XSDs in wsdl/ that it includes. */
export function makeWsdl(operations, includes) {
  const types = readTypes(includes.map((file) => join(folder, file)));
  const isDeclared = declaredIn(types);
  refuseUndeclared(operations, isDeclared, includes);
  const parts = [
    ...[...types.complexTypes.values()].flatMap(({ fields }) => fields),
    ...operations.flatMap(({ parameters }) => parameters),
  ];
  const opaque = parts.filter((part) => !isDeclared(part)).map(({ type }) => type);
  return renderWsdl(operations, includes, [...new Set(opaque)]);
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
