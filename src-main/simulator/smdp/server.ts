import { type RspListener, type ServerOptions, startRspServer } from '../rsp-server/index.ts';
import type { Smdp } from './smdp.ts';

export interface SmdpServerOptions extends Omit<ServerOptions, 'server'> {
  readonly smdp: Pick<Smdp, 'handle' | 'faults'>;
}

export type SmdpServer = RspListener;

/**
 * Serves an SM-DP+ on HTTPS, on loopback. Throws `smdp_port_unavailable`, or `pki_incomplete` where there is no TLS
 * certificate.
 */
export function startSmdpServer({ smdp, ...options }: SmdpServerOptions): Promise<SmdpServer> {
  return startRspServer({ ...options, server: smdp }, 'dpTls');
}
