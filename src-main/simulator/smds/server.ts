import { type RspListener, type ServerOptions, startRspServer } from '../rsp-server/index.ts';
import type { Smds } from './smds.ts';

/**
 * Serves an SM-DS on HTTPS, on loopback. Throws `smdp_port_unavailable`, or `pki_incomplete` where there is no TLS
 * certificate.
 */
export function startSmdsServer({
  smds,
  ...options
}: Omit<ServerOptions, 'server'> & { readonly smds: Pick<Smds, 'handle' | 'faults'> }): Promise<RspListener> {
  return startRspServer({ ...options, server: smds }, 'dsTls');
}
