/** Where to listen: on loopback as it comes; anywhere else only with TLS, and only where that was said expressly. */

import { isIP, isIPv4 } from 'node:net';
import { createSecureContext } from 'node:tls';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ServerOptions } from './server.ts';

export interface ListenWish {
  /** An IP address, or `localhost`. Default 127.0.0.1. */
  readonly address?: string | undefined;
  /** PEM texts. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly allowRemote?: boolean | undefined;
  readonly hostNames?: readonly string[] | undefined;
}

export function isLoopback(address: string): boolean {
  return (isIPv4(address) && address.startsWith('127.')) || address === '::1' || address === 'localhost';
}

/** What `startServer` takes of it. Throws api_listen_address, api_remote_refused, api_tls_unusable, api_host_name. */
export function listenOptions(wish: ListenWish): Pick<ServerOptions, 'address' | 'tls' | 'hostNames'> {
  const { address = '127.0.0.1', cert, key, allowRemote, hostNames = [] } = wish;
  if (isIP(address) === 0 && address !== 'localhost')
    throw new WorkbenchError('api_listen_address', { address: address.slice(0, 100) });
  if (!isLoopback(address)) {
    const missing = [
      ...(cert === undefined ? ['--tls-cert'] : []),
      ...(key === undefined ? ['--tls-key'] : []),
      ...(allowRemote === true ? [] : ['--allow-remote']),
    ];
    if (missing.length > 0)
      throw new WorkbenchError('api_remote_refused', { address, missing: missing.join(', ') });
  }
  for (const name of hostNames)
    if (isIP(name) === 0 && !/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(name))
      throw new WorkbenchError('api_host_name', { name: name.slice(0, 100) });
  if (cert === undefined && key === undefined) return { address, hostNames };
  if (cert === undefined || key === undefined)
    throw new WorkbenchError('api_tls_unusable', { reason: 'one of --tls-cert and --tls-key is missing' });
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    // OpenSSL names its reasons, and no byte of what it was given.
    const reason = error instanceof Error && 'reason' in error ? String(error.reason) : 'they are not PEM';
    throw new WorkbenchError('api_tls_unusable', { reason }, { cause: error });
  }
  return { address, hostNames, tls: { cert, key } };
}
