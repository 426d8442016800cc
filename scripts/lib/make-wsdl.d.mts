import type { Operation } from './read-operations.mjs';

/** The folder of the table, the XSDs and the WSDL. */
export const folder: string;

/** See make-wsdl.mjs; a test lets the soap package read what it makes. */
export function makeWsdl(operations: readonly Operation[], includes: readonly string[]): string;

export interface MadeWsdl {
  readonly operations: readonly Operation[];
  readonly text: string;
}

export function clientWsdl(): MadeWsdl;
export function simulatorWsdl(): MadeWsdl;
