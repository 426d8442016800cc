/** `/sdk/vimServiceVersions.xml`: which versions of the API a server speaks, newest first (docs/facts.md#service-versions). */
export function serviceVersionsXml([newest = '', ...prior]: readonly string[]): string {
  const versions = prior.map((version) => `<version>${version}</version>`).join('');
  return `<?xml version="1.0" encoding="UTF-8" ?><namespaces version="1.0"><namespace><name>urn:vim25</name><version>${newest}</version><priorVersions>${versions}</priorVersions></namespace></namespaces>`;
}
