import { WorkbenchError } from '../../src-shared/errors/index.ts';

const unreachable: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  ENETDOWN: 'the network is down',
  EHOSTDOWN: 'the host is down',
  EADDRNOTAVAIL: 'no address of that kind here',
  EACCES: 'not permitted on this machine',
};

interface Context {
  readonly host: string;
  readonly function: string;
  /** The connect timeout. */
  readonly seconds: number;
  /** Whether TLS had been set up. */
  readonly secured: boolean;
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** `wrong version number` (OpenSSL) or `WRONG_VERSION_NUMBER` (BoringSSL). */
function tlsReason(error: Error): string {
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : codeOf(error);
  return (
    reason
      .replace(/[^\x20-\x7e]/g, '')
      .replaceAll('_', ' ')
      .toLowerCase()
      .slice(0, 120) || 'no reason given'
  );
}

/** What a failure of DNS, TCP, TLS handshake or HTTP parser means. */
export function explainNetworkError(error: Error, context: Context): WorkbenchError {
  const code = codeOf(error);
  const { host } = context;
  const cause = { cause: error };
  const exchange = { host, function: context.function };
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) {
    const reason = code === 'EAI_AGAIN' ? 'the name server does not answer' : 'no such name';
    return new WorkbenchError('es9_name_unknown', { host, reason }, cause);
  }
  if (code === 'ECONNREFUSED') return new WorkbenchError('es9_refused', { host }, cause);
  if (code === 'ETIMEDOUT')
    return new WorkbenchError('es9_connect_timeout', { host, seconds: context.seconds }, cause);
  const why = unreachable[code];
  if (why !== undefined) return new WorkbenchError('es9_unreachable', { host, reason: why }, cause);
  if (code === 'HPE_HEADER_OVERFLOW')
    return new WorkbenchError('es9_too_large', { ...exchange, limit: 16_384 }, cause);
  if (code.startsWith('HPE_'))
    return new WorkbenchError('es9_not_http', { ...exchange, reason: code.slice(4) }, cause);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_'))
    return new WorkbenchError('tls_handshake', { host, reason: tlsReason(error) }, cause);
  if (!context.secured && code === 'ECONNRESET')
    return new WorkbenchError(
      'tls_handshake',
      { host, reason: 'the server closed the connection during the handshake' },
      cause,
    );
  if (code === 'ECONNRESET' || code === 'EPIPE') return new WorkbenchError('es9_reset', exchange, cause);
  return new WorkbenchError('es9_unreachable', { host, reason: code || error.name }, cause);
}
