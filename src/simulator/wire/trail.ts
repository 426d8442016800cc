import { VsphereError } from '../../errors.ts';
import type { Schema } from '../../vim25/schema-table.ts';
import type { XmlElement } from './xml-tree.ts';

/** What is being parsed, from the inside out: real servers tell it line by line (docs/facts.md#parse-errors). */
export interface Trail {
  readonly what: string;
  readonly element: XmlElement;
  readonly outer: Trail | undefined;
  /** Of the version that the request was made in. */
  readonly schema: Schema;
}

/**
 * A request that a real server refuses before any method runs.
 *
 * `typed` requests end in an InvalidRequest; the others in a fault without a detail, "Required parameter selectionSet is
 * missing" among them (docs/facts.md#bare-faults).
 */
export class BadRequest extends VsphereError {
  override name = 'BadRequest';
  readonly typed: boolean;

  constructor(message: string, options: ErrorOptions & { readonly typed?: boolean } = {}) {
    super('BAD_REQUEST', message, options);
    this.typed = options.typed ?? true;
  }
}

/** Refuses an element, with the lines that tell where it stands. */
export class ParseProblem extends VsphereError {
  override name = 'ParseProblem';
  readonly trail: Trail;
  readonly typed: boolean;

  constructor(
    message: string,
    options: ErrorOptions & { readonly trail: Trail; readonly typed?: boolean },
  ) {
    super('PARSE_PROBLEM', message, options);
    this.trail = options.trail;
    this.typed = options.typed ?? true;
  }

  /** The whole message, given the document that the offsets point into and how the request ended. */
  toBadRequest(document: string, request: string): BadRequest {
    const lines = [this.message];
    for (let at: Trail | undefined = this.trail; at !== undefined; at = at.outer) {
      lines.push(`while parsing ${at.what}\n${position(document, at.element.offset)}`);
    }
    lines.push(`while parsing HTTP request ${request}\nat line 1, column 0`);
    return new BadRequest(lines.join('\n\n'), { typed: this.typed, cause: this });
  }
}

function position(document: string, offset: number): string {
  const before = document.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return `at line ${before.split('\n').length}, column ${offset - lastBreak - 1}`;
}
