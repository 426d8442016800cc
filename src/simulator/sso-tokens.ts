import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { XmlElement } from './wire/xml-tree.ts';

const security =
  'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const saml = 'urn:oasis:names:tc:SAML:2.0:assertion';
const signature = 'http://www.w3.org/2000/09/xmldsig#';

/** What of a token has to come back as it was issued. */
interface Issued {
  readonly signatureValue: string;
  readonly user: string;
  readonly endsAt: string;
}

/**
 * The token service of a vCenter, as far as it hands out bearer tokens and knows them again.
 *
 * A signature is random here: it is compared with the one that was handed out, where a real vCenter would check it with its key.
 */
export class SsoTokens {
  readonly #clock: Clock;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** An assertion in the shape of govmomi's STS (sts/simulator/simulator.go), without what nobody reads. */
  issue(user: string, endsAt: Date): string {
    const id = `_${randomUUID()}`;
    const signatureValue = randomBytes(256).toString('base64');
    const now = this.#clock().toISOString();
    const end = endsAt.toISOString();
    this.#issued.set(id, { signatureValue, user, endsAt: end });
    const name = user.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return [
      `<saml2:Assertion xmlns:saml2="${saml}" ID="${id}" IssueInstant="${now}" Version="2.0">`,
      '<saml2:Issuer Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">https://localhost/websso/SAML2/Metadata/vsphere.local</saml2:Issuer>',
      `<ds:Signature xmlns:ds="${signature}"><ds:SignatureValue>${signatureValue}</ds:SignatureValue></ds:Signature>`,
      `<saml2:Subject><saml2:NameID Format="http://schemas.xmlsoap.org/claims/UPN">${name}</saml2:NameID>`,
      `<saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml2:SubjectConfirmationData NotOnOrAfter="${end}"/></saml2:SubjectConfirmation></saml2:Subject>`,
      `<saml2:Conditions NotBefore="${now}" NotOnOrAfter="${end}"/>`,
      '</saml2:Assertion>',
    ].join('');
  }

  /** Whom the token of a request names; undefined where there is none, it was not issued here, was changed or has ended. */
  userOf(headers: readonly XmlElement[]): string | undefined {
    const header = headers.find(({ uri, local }) => uri === security && local === 'Security');
    const assertion = header && child(header, saml, 'Assertion');
    const issued = this.#issued.get(assertion?.attributes.get('ID') ?? '');
    if (assertion === undefined || issued === undefined) {
      return undefined;
    }
    const conditions = child(assertion, saml, 'Conditions');
    const isAsIssued =
      textAt(assertion, [signature, 'Signature'], [signature, 'SignatureValue']) ===
        issued.signatureValue &&
      textAt(assertion, [saml, 'Subject'], [saml, 'NameID']) === issued.user &&
      conditions?.attributes.get('NotOnOrAfter') === issued.endsAt;
    const isOver = this.#clock() >= new Date(issued.endsAt);
    return isAsIssued && !isOver ? issued.user : undefined;
  }
}

function child(element: XmlElement, uri: string, local: string): XmlElement | undefined {
  return element.children.find((one) => one.uri === uri && one.local === local);
}

function textAt(
  element: XmlElement,
  ...path: readonly (readonly [uri: string, local: string])[]
): string | undefined {
  let at: XmlElement | undefined = element;
  for (const [uri, local] of path) {
    at = at && child(at, uri, local);
  }
  return at?.text;
}
