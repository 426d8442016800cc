import type { Plan } from './decode-plan.ts';
import type { MoRef } from './moref.ts';
import type { Field } from './schema-table.ts';
import type { AnyValue, WireElement } from './value.ts';

/** What is known of an element between its start and its end tag. Frames are used again, one per depth. */
export class Frame {
  name = '';
  plan: Plan = { kind: 'unknown', tag: undefined };
  /** The field of the parent's type that this element is; undefined where that type has none of this name. */
  field: Field | undefined;
  text = '';
  moType: string | undefined;
  serverGuid: string | undefined;
  fields: Record<string, unknown> = {};
  items: AnyValue[] = [];
  children: WireElement[] | undefined;
}

/** What the items of a list that stood as xsd:anyType were read as: an item keeps a type's name only where it names another one. */
const itemTypes = new WeakMap<object, string>();

export function keepItemType(list: readonly AnyValue[], type: string): void {
  itemTypes.set(list, type);
}

/** The type that the items of a list were read as; undefined if the list is no `ArrayOf…` that a decoder has read. */
export function itemTypeOf(list: readonly AnyValue[]): string | undefined {
  return itemTypes.get(list);
}

export function fieldOf(parent: Plan, name: string): Field | undefined {
  switch (parent.kind) {
    case 'object':
      return parent.type.fields.get(name);
    case 'list':
      return parent.item;
    default:
      return undefined;
  }
}

export function deliver(parent: Frame, child: Frame, value: AnyValue): void {
  const { plan } = parent;
  if (plan.kind === 'list') {
    parent.items.push(value);
    return;
  }
  if (plan.kind === 'object' && child.field !== undefined) {
    const { name } = child;
    const present = parent.fields[name];
    if (child.field.list) {
      if (present === undefined) {
        parent.fields[name] = [value];
      } else {
        (present as AnyValue[]).push(value);
      }
      return;
    }
    if (present === undefined) {
      parent.fields[name] = value;
      return;
    }
  }
  parent.children ??= [];
  parent.children.push({ name: child.name, value });
}

export function unknownValue(frame: Frame, tag: string | undefined): AnyValue {
  if (frame.children !== undefined) {
    return { _type: tag ?? '', children: frame.children };
  }
  if (tag !== undefined) {
    return frame.text === '' ? { _type: tag, children: [] } : { _type: tag, value: frame.text };
  }
  // Only references carry an attribute of this name, so this is no guess.
  return frame.moType === undefined ? frame.text : reference(frame);
}

export function reference({ moType = '', text, serverGuid }: Frame): MoRef {
  return serverGuid === undefined
    ? { type: moType, value: text }
    : { type: moType, value: text, serverGuid };
}
