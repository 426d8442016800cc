/** See canonical-xml.mjs; the tests compare requests with it too. */
export function canonicalXml(
  xml: string,
  mapText?: (text: string, isReference: boolean) => string,
): string;
