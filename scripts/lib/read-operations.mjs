// Reads a table of operations, wsdl/*-operations.txt. The head of vim-operations.txt describes the notation.
import { readFileSync } from 'node:fs';

/** A type and how many of it: 'string*' is {type: 'xsd:string', optional: true, list: true}. */
function readType(notation) {
  const [, name, mark] = /^(\w+)([?*+]?)$/.exec(notation) ?? [];
  return (
    name && {
      type: /^[a-z]/.test(name) ? `xsd:${name}` : name,
      optional: mark === '?' || mark === '*',
      list: mark === '*' || mark === '+',
    }
  );
}

function readParameter(text) {
  const [, name, notation] = /^(\w+): (\S+)$/.exec(text) ?? [];
  const type = name && readType(notation);
  return type && { name, ...type };
}

function readOperation(line) {
  const [, name, list, notation] = /^(\w+)\((.*)\)(?: returns (\S+))?$/.exec(line) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const parameters = list === '' ? [] : list.split(', ').map(readParameter);
  const returns = notation === undefined ? [] : [readType(notation)];
  const isWhole = ![...parameters, ...returns].includes(undefined);
  return isWhole ? { name, parameters, returns: returns[0] } : undefined;
}

/** What is wrong with an operation, as 'why. Fix: …'; undefined if nothing is. */
function mistakeIn({ name, parameters, returns }, path, earlier, isDeclared) {
  if (earlier.has(name)) {
    return `${name} is declared twice. Fix: delete one of the two.`;
  }
  const names = ['_this', ...parameters.map((parameter) => parameter.name)];
  const twice = names.find((parameter, index) => names.indexOf(parameter) < index);
  if (twice !== undefined) {
    return `${name} has two parameters ${twice}. Fix: delete one of the two (_this is there already).`;
  }
  const unknown = [...parameters, ...(returns ? [returns] : [])].find(
    (part) => !isDeclared(part.type) && (part === returns || !mayBeLeftOut(part)),
  )?.type;
  if (unknown?.startsWith('xsd:')) {
    return `${name}: vim25 uses no type ${unknown}. Fix: spell it as XML Schema does; vim25's own types have capitals.`;
  }
  const types = path.replace('operations.txt', 'types.xsd');
  return (
    unknown &&
    `${name}: the type ${unknown} is not declared. Fix: declare it in ${types}, or move it there.`
  );
}

/** A parameter whose type nobody has declared can only be left out: no value of it can be written. */
function mayBeLeftOut({ type, optional }) {
  return optional && !type.startsWith('xsd:');
}

/**
 * The operations of some tables in their order: Map<name, {parameters: [{name, type, optional, list}], returns?: {type, optional, list}}>.
 * `isDeclared` answers whether a type exists.
 */
export function readOperations(paths, isDeclared) {
  const operations = new Map();
  for (const path of paths) {
    for (const [index, line] of readFileSync(path, 'utf8').split(/\r?\n/).entries()) {
      if (line === '' || line.startsWith('#')) {
        continue;
      }
      const operation = readOperation(line);
      const mistake =
        operation === undefined
          ? `'${line}' is no operation. Fix: write 'Name(parameter: Type, other: Type) returns Type'.`
          : mistakeIn(operation, path, operations, isDeclared);
      if (mistake !== undefined) {
        throw new Error(`${path}:${index + 1}: ${mistake}`);
      }
      operations.set(operation.name, operation);
    }
  }
  return operations;
}
