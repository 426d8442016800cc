/** Why no connection came about, or why it ended, by the code of the system, of OpenSSL or of Node's HTTP parser. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ENOTFOUND: 'its name has no address',
  EAI_AGAIN: 'the DNS did not answer',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to its network',
  ETIMEDOUT: 'nothing answered',
  EMFILE: 'too many files and connections are open',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on this port',
  ERR_SSL_HTTP_REQUEST: 'it does not speak TLS on this port',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it speaks only versions of TLS that are not allowed here',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it speaks only versions of TLS that are not allowed here',
  ERR_SSL_VERSION_TOO_LOW: 'it speaks only versions of TLS that are not allowed here',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'it shares no way to encrypt with this program',
  ERR_SSL_DH_KEY_TOO_SMALL: 'its key is too short to be safe',
};

/**
 * Says in words why a connection failed, with the code for who looks it up. The texts of OpenSSL and Node are not repeated. An error without a
 * code is one of ours, and says it already.
 */
export function connectionReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') {
    return message || 'refused';
  }
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return `${known ?? unknownReason(code)} (${code})`;
}

function unknownReason(code: string): string {
  if (code.startsWith('ERR_SSL_')) {
    return 'the TLS handshake failed';
  }
  return code.startsWith('HPE_') ? 'it does not speak HTTP' : 'the connection failed';
}
