import type { FaultFacts } from '../errors.ts';
import type { SoapFault } from './envelope.ts';
import type { LocalizedMethodFault, MethodFault } from './types.ts';

/**
 * The one reader of faults. They come in two shapes, of the same types: a SOAP fault (a method was refused), and a
 * LocalizedMethodFault (in TaskInfo.error and in missingSet). The type is what xsi:type names, else what the detail's element is named after; never the text.
 */
export function readFault(fault: SoapFault | LocalizedMethodFault): FaultFacts {
  if ('detail' in fault) {
    return facts(fault.detail, fault.message);
  }
  const { fault: detail, localizedMessage = '' } = fault as LocalizedMethodFault;
  return facts(detail, localizedMessage);
}

function facts(detail: MethodFault | undefined, message: string): FaultFacts {
  if (detail === undefined) {
    return { type: 'MethodFault', message, detail: {} };
  }
  const { _type: type = 'MethodFault', ...fields } = detail;
  return { type, message, detail: fields };
}
