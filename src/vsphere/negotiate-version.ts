import { ProtocolError } from '../errors.ts';
import type { CallOptions, SoapClient } from '../soap/index.ts';
import { chooseVersion, oldestVersion, readServiceVersions } from '../vim25/index.ts';

/**
 * The highest version of the API that both sides know.
 *
 * @throws ProtocolError where something else than an ESXi or a vCenter answers
 */
export async function negotiateVersion(client: SoapClient, options: CallOptions): Promise<string> {
  const response = await client.get('/sdk/vimServiceVersions.xml', options);
  const text = new TextDecoder();
  let xml = '';
  for await (const chunk of response.body) {
    xml += text.decode(chunk, { stream: true });
  }
  // Servers before 4.0 have no such file. Any other answer is no reason to hide what later versions have.
  if (response.status === 404) {
    return oldestVersion;
  }
  const { endpoint } = client.transport;
  const complain = (reason: string, cause?: unknown): ProtocolError =>
    new ProtocolError(
      `${endpoint}/sdk/vimServiceVersions.xml: ${reason}. Is this the address of an ESXi host or a vCenter?`,
      { endpoint, requestSent: true, cause },
    );
  if (response.status !== 200) {
    throw complain(`HTTP ${response.status}`);
  }
  try {
    return chooseVersion(readServiceVersions(xml)) ?? oldestVersion;
  } catch (error) {
    throw complain((error as Error).message, error);
  }
}
