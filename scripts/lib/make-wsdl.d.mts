import type { Operation } from './read-operations.mjs';

export interface MadeWsdl {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly text: string;
}

/** The folder of the tables, the XSDs and the WSDL. */
export const folder: string;

/** See make-wsdl.mjs; a test lets the soap package read them. */
export function clientWsdl(): MadeWsdl;
export function simulatorWsdl(): MadeWsdl;
