import type { Declared, DeclaredField } from './declared.ts';

/**
 * How a declaration of ours differs from somebody else's, a line each: `UserSession.callCount: optional, not required`. Fields that stand in
 * another order are one difference.
 */
export function differences(name: string, our: Declared, their: Declared): readonly string[] {
  if (our.enum === true || their.enum === true) {
    return our.enum === their.enum ? [] : [`${name}: ${kindOf(our)}, not ${kindOf(their)}`];
  }
  const theirs = new Map(their.fields.map((field) => [field.name, field]));
  const names = new Set(our.fields.map((field) => field.name));
  const common = (fields: readonly DeclaredField[]): string =>
    fields
      .map((field) => field.name)
      .filter((field) => names.has(field) && theirs.has(field))
      .join(' ');
  return [
    ...(our.base === their.base ? [] : [`${name}: extends ${our.base}, not ${their.base}`]),
    ...our.fields.flatMap((field) => fieldDifferences(name, field, theirs.get(field.name))),
    ...their.fields
      .filter((field) => !names.has(field.name))
      .map((field) => `${name}.${field.name}: left out`),
    ...(common(our.fields) === common(their.fields) ? [] : [`${name}: in another order`]),
  ];
}

const kindOf = (declared: Declared): string => (declared.enum === true ? 'an enum' : 'an object');

function fieldDifferences(
  type: string,
  our: DeclaredField,
  their: DeclaredField | undefined,
): readonly string[] {
  const name = `${type}.${our.name}`;
  if (their === undefined) {
    return [`${name}: unknown to them`];
  }
  const pairs = [
    [our.type, their.type],
    [countOf(our), countOf(their)],
    [our.optional ? 'optional' : 'required', their.optional ? 'optional' : 'required'],
  ];
  return pairs
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => `${name}: ${one}, not ${other}`);
}

const countOf = ({ list }: DeclaredField): string => (list ? 'a list' : 'one');
