import { InvalidValueError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { encodeElement } from '../vim25/encode.ts';
import { simulatorSchema } from './wire/schema.ts';

/** A vim25 fault as plain data: `{_type: 'GenericVmConfigFault', reason: 'no'}`. */
export type FaultData = { readonly _type: string } & Readonly<Record<string, unknown>>;

/** What everything that a method can answer with extends. */
const anyFault = 'MethodFault';

/** What stands where a fault needs a text and none was given. */
const someText = 'injected';

/**
 * Whether a fault can be sent: a mistake is to show where it was made, not in the answer to some call much later.
 *
 * @throws TypeError naming the type that there is not, with the nearest that there is, or the field that is missing or wrong
 */
export function checkFault(data: FaultData): void {
  const { _type: type } = data;
  requireFaultType(type);
  try {
    encodeElement(type, type, data, simulatorSchema);
  } catch (error) {
    if (error instanceof InvalidValueError) {
      throw new TypeError(`the fault ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/**
 * A fault that is known by its type alone, with the texts that it cannot be without.
 *
 * @throws TypeError as `checkFault`: also where it needs something other than texts, which nobody can make up
 */
export function completeFault(data: FaultData): FaultData {
  requireFaultType(data._type);
  const fields = simulatorSchema.complexType(data._type)?.fields.values() ?? [];
  const texts = [...fields].filter(({ type, optional }) => type === 'xsd:string' && !optional);
  const made = Object.fromEntries(texts.map(({ name, list }) => [name, list ? [] : someText]));
  const complete = { ...made, ...data };
  checkFault(complete);
  return complete;
}

function requireFaultType(type: string): void {
  if (simulatorSchema.isA(type, anyFault) && simulatorSchema.complexType(type) !== undefined) {
    return;
  }
  const known = simulatorSchema.typesThatAre(anyFault);
  throw new TypeError(`there is no fault ${type}${didYouMean(type, known)}`);
}
