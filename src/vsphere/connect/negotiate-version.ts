import { ProtocolError } from '../../errors.ts';
import type { CallOptions, SoapClient } from '../../soap/index.ts';
import { chooseVersion, oldestVersion, readServiceVersions } from '../../vim25/index.ts';
import { readBody } from '../read-body.ts';

const path = '/sdk/vimServiceVersions.xml';

/**
 * The highest version of the API that both sides know.
 *
 * @throws ProtocolError where something else than an ESXi or a vCenter answers
 */
export async function negotiateVersion(client: SoapClient, options: CallOptions): Promise<string> {
  const { endpoint } = client.transport;
  const response = await client.get(path, options);
  const xml = await readBody(response, endpoint, `${endpoint}${path}`);
  // Servers before 4.0 have no such file. Any other answer is no reason to hide what later versions have.
  if (response.status === 404) {
    return oldestVersion;
  }
  const complain = (reason: string, cause?: unknown): ProtocolError =>
    new ProtocolError(
      `${endpoint}${path}: ${reason}. Is this the address of an ESXi host or a vCenter?`,
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
