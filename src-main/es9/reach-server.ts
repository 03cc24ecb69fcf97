/** Whether an RSP server can be reached and is trusted, asked without saying anything to it: no request is sent. */

import { parseServerAddress } from '../../src-shared/activation-code.ts';
import { elapsedMs } from '../../src-shared/elapsed.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { type ConnectTo, contextOf, serverText } from './https-transport.ts';
import { explainNetworkError } from './network-errors.ts';
import { explainVerifyError, isVerifyError } from './tls-diagnosis.ts';
import type { TrustSource } from './trust-store.ts';
import { connectVerified, sniOf } from './verified-connection.ts';

export interface ReachOptions {
  readonly trust: TrustSource;
  readonly clock: Clock;
  readonly connectTo: ConnectTo;
  /** DNS, TCP and TLS together, in milliseconds. */
  readonly connectMs: number;
}

export interface Reached {
  /** As messages call it: the name, or `name:port`. */
  readonly host: string;
  /** What the connection took: name, TCP, TLS. */
  readonly connectMs: number;
}

/**
 * Connects as a download would: the same roots, the same check of the name (SGP.22 v2.5 §2.6.6), and hangs up. Rejects with
 * address_malformed, with the codes of es9 and trust that are about reaching a server, and with es9_connect_timeout.
 */
export async function reachServer(address: string, options: ReachOptions): Promise<Reached> {
  const { trust, clock, connectTo, connectMs } = options;
  const server = parseServerAddress(address);
  const target = connectTo.get(server.name) ?? { host: server.name, port: server.port };
  const host = serverText(server);
  const from = clock.monotonic();
  const timer = new AbortController();
  const socket = connectVerified({ server, host, target, context: contextOf(trust) });
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
    clock.sleep(connectMs, timer.signal).then(
      () => reject(new WorkbenchError('es9_connect_timeout', { host, seconds: connectMs / 1000 })),
      () => undefined,
    );
  });
  try {
    await connected;
    return { host, connectMs: elapsedMs(clock, from) };
  } catch (thrown) {
    if (thrown instanceof WorkbenchError || !(thrown instanceof Error)) throw thrown;
    if (isVerifyError(thrown)) {
      const probe = { ...target, servername: sniOf(server.name), connectMs, clock, signal: undefined };
      throw await explainVerifyError({ error: thrown, host, probe, trust, now: clock.now() });
    }
    const seconds = connectMs / 1000;
    throw explainNetworkError(thrown, { host, function: 'TLS', seconds, secured: false });
  } finally {
    timer.abort();
    // What comes after the end concerns nobody.
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
