import type { Access } from '../access.ts';
import type { ManagedObject } from '../model/managed-object.ts';
import { PropertyReader } from '../model/property-path.ts';
import type { Refusal } from '../refusal.ts';
import type {
  DynamicProperty,
  LocalizedMethodFault,
  MissingProperty,
  ObjectContent,
} from '../types.ts';
import type { FilterSpec } from './filter-spec.ts';

export function localized(refusal: Refusal): LocalizedMethodFault {
  return { fault: refusal.fault, localizedMessage: refusal.message };
}

/** Inside missingSet the text is empty (docs/facts.md#reads-without-session). */
function silent(refusal: Refusal): LocalizedMethodFault {
  return { fault: refusal.fault, localizedMessage: '' };
}

/** What a filter asks of one object. What is unset is left out without a word (docs/facts.md#unset-properties). */
export function readContent(
  object: ManagedObject,
  filter: FilterSpec,
  access: Access,
): ObjectContent {
  const reader = new PropertyReader(object, access);
  const propSet: DynamicProperty[] = [];
  const missingSet: MissingProperty[] = [];
  for (const path of filter.pathsFor(object.type) ?? []) {
    const refusal = access.refusalToRead(object, path.steps[0]?.name ?? '');
    const val = refusal === undefined ? reader.read(path) : undefined;
    if (refusal !== undefined) {
      missingSet.push({ path: path.text, fault: silent(refusal) });
    } else if (val !== undefined) {
      propSet.push({ name: path.text, val });
    }
  }
  return {
    obj: object.moRef,
    ...(propSet.length > 0 && { propSet }),
    ...(missingSet.length > 0 && { missingSet }),
  };
}
