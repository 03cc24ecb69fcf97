import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import { type Certificate, identityOf, type Pki } from '../pki/index.ts';
import { faultyIdentity, listen, type RspListener } from '../rsp-server/index.ts';
import type { Smdp } from './smdp.ts';

export interface SmdpServerOptions {
  readonly smdp: Smdp;
  /** The PKI whose TLS certificate is shown. */
  readonly pki: Pki;
  /** 0 for any free port. */
  readonly port: number;
  /** Default 127.0.0.1; only loopback addresses are taken. */
  readonly host?: '127.0.0.1' | '::1';
  /** CAs of operators: with them clients are asked for a certificate (see `SmdpOptions.mutualTls`). */
  readonly clientCas?: readonly Certificate[];
}

export type SmdpServer = RspListener;

/**
 * Serves an SM-DP+ on HTTPS, on loopback. Throws `smdp_port_unavailable`, or `pki_incomplete` where there is no TLS
 * certificate.
 */
export async function startSmdpServer(options: SmdpServerOptions): Promise<SmdpServer> {
  const { smdp, pki, port, host, clientCas } = options;
  const ports = { clock: systemClock, entropy: systemEntropy, role: 'dpTls' } as const;
  const { faults } = smdp;
  return await listen({
    handle: smdp.handle,
    tls: identityOf(pki, 'dpTls'),
    port,
    ...(host === undefined ? {} : { host }),
    ...(clientCas === undefined ? {} : { clientCas }),
    ...(faults === undefined
      ? {}
      : {
          otherTls: () => {
            const how = faults.onConnection();
            return how === undefined ? undefined : faultyIdentity(pki, how, ports);
          },
        }),
  });
}
