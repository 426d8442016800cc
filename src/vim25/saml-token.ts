import { SaxesParser, type SaxesTagNS } from 'saxes';
import { InvalidValueError } from '../errors.ts';

const saml = 'urn:oasis:names:tc:SAML:2.0:assertion';
const security =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

/** What an assertion says of itself. Whether it is genuine, only the server can tell. */
export interface SamlToken {
  /** To the letter as it was signed. */
  readonly assertion: string;
  /** Who it is about, its NameID: `Administrator@VSPHERE.LOCAL`. */
  readonly subject: string | undefined;
  /** When it is no longer good: NotOnOrAfter of its Conditions. */
  readonly endsAt: Date | undefined;
}

/**
 * Reads a SAML 2.0 assertion, as a vCenter's token service issues them. It is to stand inside another document, so it has to be one
 * whole element; an XML declaration before it is left out.
 *
 * @throws InvalidValueError naming what is wrong, and nothing of what the token holds
 */
export function readSamlToken(text: string): SamlToken {
  const assertion = text.replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '').trim();
  if (!assertion.startsWith('<')) {
    throw new InvalidValueError('token', 'is no SAML assertion: it does not begin with <');
  }
  return { assertion, ...readFacts(assertion) };
}

function readFacts(assertion: string): Omit<SamlToken, 'assertion'> {
  const path: string[] = [];
  let subject = '';
  let end: string | undefined;
  const open = ({ local, uri, attributes: all }: SaxesTagNS): void => {
    const attributes: Readonly<Record<string, { value: string } | undefined>> = all;
    if (path.length === 0 && (uri !== saml || local !== 'Assertion')) {
      throw new InvalidValueError('token', 'is no SAML 2.0 assertion: its root is something else');
    }
    path.push(uri === saml ? local : '');
    const method = attributes['Method']?.value ?? '';
    if (local === 'SubjectConfirmation' && method.endsWith(':holder-of-key')) {
      throw new InvalidValueError(
        'token',
        'is for the holder of a key, who signs every request: only bearer tokens can be used here',
      );
    }
    if (path.join('/') === 'Assertion/Conditions') {
      end = attributes['NotOnOrAfter']?.value;
    }
  };
  const parser = new SaxesParser<{ xmlns: true; position: false }>({
    xmlns: true,
    position: false,
  });
  parser.on('opentag', open);
  parser.on('closetag', () => path.pop());
  parser.on('text', (piece) => {
    subject += path.join('/') === 'Assertion/Subject/NameID' ? piece : '';
  });
  parser.on('doctype', () => {
    throw new InvalidValueError('token', 'has a document type declaration');
  });
  // The parser's own words may repeat what it read.
  parser.on('error', () => {
    throw new InvalidValueError('token', 'is not well-formed XML, or not whole');
  });
  parser.write(assertion).close();
  return { subject: subject.trim() || undefined, endsAt: readEnd(end) };
}

function readEnd(text: string | undefined): Date | undefined {
  const date = text === undefined ? undefined : new Date(text);
  if (date !== undefined && Number.isNaN(date.getTime())) {
    throw new InvalidValueError('token', 'has a NotOnOrAfter that is no time');
  }
  return date;
}

/** The SOAP header that brings an assertion with a request: without a Timestamp, as pyVmomi sends it (SoapAdapter.py). */
export function securityHeader({ assertion }: SamlToken): string {
  return `<wsse:Security xmlns:wsse="${security}">${assertion}</wsse:Security>`;
}
