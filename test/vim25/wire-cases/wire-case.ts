/** One element on the wire and the value it stands for. */
export interface WireCase {
  /** What the case shows; it becomes part of the test's name. */
  readonly shows: string;
  /** The type that the element's place declares. */
  readonly declared: string;
  /** Line breaks and what indents the next line are left out. */
  readonly xml: string;
  readonly value: unknown;
}

/**
 * `both`: the XML is read as the value, and the value is written as exactly this XML.
 * `respelt`: other servers' spellings; the XML is read as the value, and what we write for the value is read as the same.
 * `readOnly`: the value cannot be written: the schema does not know its type, or it cannot be told from its parts.
 */
export interface WireCases {
  readonly both?: readonly WireCase[];
  readonly respelt?: readonly WireCase[];
  readonly readOnly?: readonly WireCase[];
}
