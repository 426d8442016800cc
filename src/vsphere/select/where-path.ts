import { InvalidValueError } from '../../errors.ts';
import { nearest, suggest } from '../../nearest.ts';
import { vim25Schema } from '../../vim25/index.ts';
import { propertiesOf } from '../../vim25/managed-types/managed-types.ts';
import type { Field } from '../../vim25/schema-table.ts';

const vmProperties: ReadonlyMap<string, Field> = propertiesOf('VirtualMachine') ?? new Map();

function refuse(path: string, before: readonly string[], names: readonly string[]): never {
  const wrong = path.split('.')[before.length] ?? '';
  const place = before.length === 0 ? 'a VM' : before.join('.');
  const near = nearest(wrong, names).map((name) => [...before, name].join('.'));
  const meant = near.length === 0 ? `; it has ${names.toSorted().join(', ')}` : suggest(near);
  throw new InvalidValueError('property', `${path}: ${place} has no '${wrong}'${meant}`);
}

/** The type that a path goes on with; a list ends it. */
function endOf({ type, list }: Field): string {
  return list ? '' : type;
}

/** What is known of a property path of VMs. */
export interface KnownPath {
  /** A boolean that is unset counts as false: that is what the API means by leaving it out. */
  readonly isBoolean: boolean;
}

/**
 * Looks a property path up in the schema, as far as that knows the types on the way.
 *
 * @throws InvalidValueError for a path that no VM has, naming the near ones
 */
export function lookUpPath(path: string): KnownPath {
  const steps = path.split('.');
  const [first = ''] = steps;
  let type = endOf(vmProperties.get(first) ?? refuse(path, [], [...vmProperties.keys()]));
  for (const [index, step] of steps.slice(1).entries()) {
    // A key in brackets may hold dots: config.extraConfig["a.b"].
    if (step.includes('[')) {
      return { isBoolean: false };
    }
    const fields: ReadonlyMap<string, Field> | undefined = vim25Schema.complexType(type)?.fields;
    const field = fields?.get(step);
    if (fields !== undefined && field === undefined) {
      refuse(path, steps.slice(0, index + 1), [...fields.keys()]);
    }
    if (field === undefined) {
      return { isBoolean: false };
    }
    type = endOf(field);
  }
  return { isBoolean: type === 'xsd:boolean' };
}
