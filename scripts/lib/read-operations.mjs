// Reads the table of operations, wsdl/operations.txt. Its head describes the notation.
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
  const [, mark, name, list, notation] =
    /^(repeatable )?(\w+)\((.*)\)(?: returns (\S+))?$/.exec(line) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const parameters = list === '' ? [] : list.split(', ').map(readParameter);
  const returns = notation === undefined ? [] : [readType(notation)];
  const isWhole = ![...parameters, ...returns].includes(undefined);
  return isWhole
    ? { name, isRepeatable: mark !== undefined, parameters, returns: returns[0] }
    : undefined;
}

/** What is wrong with a line, as 'why. Fix: …'; undefined if nothing is. */
function mistakeIn(line, operation, section, earlier) {
  if (operation === undefined) {
    return `'${line}' is no operation. Fix: write 'Name(parameter: Type, other: Type) returns Type'.`;
  }
  const { name, parameters } = operation;
  if (section === undefined) {
    return `${name} is in no section. Fix: put it below [client] or [simulator].`;
  }
  if (earlier.some((other) => other.name === name)) {
    return `${name} is declared twice. Fix: delete one of the two.`;
  }
  const names = ['_this', ...parameters.map((parameter) => parameter.name)];
  const twice = names.find((parameter, index) => names.indexOf(parameter) < index);
  return (
    twice &&
    `${name} has two parameters ${twice}. Fix: delete one of the two (_this is there already).`
  );
}

/**
 * The operations in the order of the file: {section, place, name, isRepeatable, parameters: [{name, type, optional, list}], returns?: {type, optional, list}}.
 * `section` is 'client' or 'simulator', `place` the file and the line, for errors.
 */
export function readOperations(path) {
  const operations = [];
  let section;
  for (const [index, line] of readFileSync(path, 'utf8').split(/\r?\n/).entries()) {
    if (line === '[client]' || line === '[simulator]') {
      section = line.slice(1, -1);
    } else if (line !== '' && !line.startsWith('#')) {
      const place = `${path}:${index + 1}`;
      const operation = readOperation(line);
      const mistake = mistakeIn(line, operation, section, operations);
      if (mistake !== undefined) {
        throw new Error(`${place}: ${mistake}`);
      }
      operations.push({ section, place, ...operation });
    }
  }
  return operations;
}
