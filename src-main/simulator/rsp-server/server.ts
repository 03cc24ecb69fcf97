import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import type { ServerFaults } from '../faults/ports.ts';
import { identityOf, type Pki } from '../pki/index.ts';
import { faultyIdentity } from './faulty-certificates.ts';
import type { RspHandler } from './http.ts';
import { listen, type RspListener } from './listen.ts';

export interface ServerOptions {
  readonly server: { readonly handle: RspHandler; readonly faults: ServerFaults | undefined };
  /** The PKI whose TLS certificate is shown. */
  readonly pki: Pki;
  /** 0 for any free port. */
  readonly port: number;
  /** Default 127.0.0.1; only loopback addresses are taken. */
  readonly host?: '127.0.0.1' | '::1';
  /** CAs of clients in PEM: with them clients are asked for a certificate (see `mutualTls` of the server). */
  readonly clientCas?: readonly string[];
  readonly clock?: Pick<Clock, 'now'>;
  readonly entropy?: Entropy;
}

/**
 * Serves an SM-DP+ or SM-DS on HTTPS, on loopback. Throws `smdp_port_unavailable`, or `pki_incomplete` where there is no
 * TLS certificate.
 */
export async function startRspServer(options: ServerOptions, role: 'dpTls' | 'dsTls'): Promise<RspListener> {
  const { server, pki, port, host, clientCas } = options;
  const { clock = systemClock, entropy = systemEntropy } = options;
  const { faults } = server;
  return await listen({
    handle: server.handle,
    tls: identityOf(pki, role),
    port,
    ...(host === undefined ? {} : { host }),
    ...(clientCas === undefined ? {} : { clientCas }),
    ...(faults === undefined
      ? {}
      : {
          otherTls: () => {
            const how = faults.onConnection();
            return how === undefined ? undefined : faultyIdentity(pki, how, { clock, entropy, role });
          },
        }),
  });
}
