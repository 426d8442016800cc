import type { MoRef } from './moref.ts';

/** An element that the schema does not know, under its own name. */
export interface WireElement {
  readonly name: string;
  readonly value: AnyValue;
}

/** What every vim25 data object may carry beside its own fields. */
export interface WireObject {
  /** The type that xsi:type named. Absent: the object is of the type its place in the schema declares. */
  readonly _type?: string;
  /**
   * Elements that the schema does not know for this type (a newer or much older server sends some), in wire order. They are for reading: the
   * encoder refuses a value that has any.
   */
  readonly _unknown?: readonly WireElement[];
}

/** An object of a type that the schema does not know: nothing is guessed, nothing is lost. */
export interface UnknownObject {
  readonly _type: string;
  readonly children: readonly WireElement[];
}

/**
 * A value that must say its type, because JavaScript alone cannot: an enum, a date, a short, an array.
 * `{_type: 'ArrayOfString', value: ['a']}`, `{_type: 'TaskInfoState', value: 'success'}`.
 * The encoder takes it wherever the declared type is xsd:anyType; the decoder makes one only for text of an unknown type.
 */
export interface TypedValue {
  readonly _type: string;
  readonly value: AnyValue;
}

/**
 * What xsd:anyType can hold. xsd:long is a bigint and xsd:int a number, in both directions; a date is a string,
 * with all its digits.
 */
export type AnyValue =
  | string
  | number
  | bigint
  | boolean
  | MoRef
  | WireObject
  | UnknownObject
  | TypedValue
  | readonly AnyValue[];

/** A value whose declared type is not in our schema. */
export type UnknownValue = AnyValue;
