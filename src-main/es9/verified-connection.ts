/** TLS connections to RSP servers, verified by chain and by name before anything can be sent on them. */

import { Agent } from 'node:https';
import { isIP } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { ConnectTarget, ServerName } from './https-transport.ts';

export interface VerifiedServer {
  readonly server: ServerName;
  /** How messages call the server. */
  readonly host: string;
  readonly target: ConnectTarget;
  /** Holds the enabled roots and nothing else. */
  readonly context: SecureContext;
}

/** The Server Name Indication for a name; an IP address has none (RFC 6066 §3). */
export function sniOf(name: string): string {
  return isIP(name) === 0 ? name : '';
}

/**
 * Connects and verifies. The socket fails with OpenSSL's code for a chain that does not verify, and with tls_wrong_name
 * where the certificate is not for the name in the address (RFC 9525; `target` plays no part in it).
 */
export function connectVerified({ server, host, target, context }: VerifiedServer): TLSSocket {
  const servername = sniOf(server.name);
  const socket: TLSSocket = connect({
    host: target.host,
    port: target.port,
    secureContext: context,
    ...(servername !== '' && { servername }),
    checkServerIdentity: () => wrongName(socket, server.name, host),
  });
  // Node reads the legacy form of the peer's chain to hand it to checkServerIdentity, and Node 24 dies of it (SIGSEGV)
  // where a Brainpool key is in the chain, as that of a lab's CI. Nobody here needs that form.
  Object.defineProperty(socket, 'getPeerCertificate', { value: () => ({}) });
  return socket;
}

function wrongName(socket: TLSSocket, name: string, host: string): Error | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return new WorkbenchError('tls_no_certificate', { host });
  const matches =
    isIP(name) === 0 ? certificate.checkHost(name, { partialWildcards: false }) : certificate.checkIP(name);
  if (matches !== undefined) return undefined;
  const names = (certificate.subjectAltName ?? certificate.subject ?? 'none')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 200);
  return new WorkbenchError('tls_wrong_name', { host, names });
}

/** Keeps the connections to one server. */
export class VerifyingAgent extends Agent {
  readonly #server: VerifiedServer;
  #prepared: TLSSocket | undefined;

  constructor(server: VerifiedServer, maxFreeSockets: number) {
    // No session tickets: a resumed session would skip the check of the name.
    super({ keepAlive: true, maxFreeSockets, maxCachedSessions: 0 });
    this.#server = server;
  }

  /** Connects now for the next request, and sends nothing. A connection that fails is forgotten. */
  prepare(): void {
    if (this.#prepared !== undefined) return;
    const socket = connectVerified(this.#server);
    this.#prepared = socket;
    const forget = () => {
      if (this.#prepared === socket) this.#prepared = undefined;
    };
    socket.on('error', forget);
    socket.once('close', forget);
  }

  /** What a single request asks for is not looked at: the agent knows its server. */
  override createConnection(): TLSSocket {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (prepared === undefined || prepared.destroyed || prepared.readableEnded)
      return connectVerified(this.#server);
    // Set together with `secureConnect`, which whoever sends the request must not wait for then.
    if (prepared.authorized) ready.add(prepared);
    return prepared;
  }

  override destroy(): void {
    this.#prepared?.destroy();
    this.#prepared = undefined;
    super.destroy();
  }
}

const ready = new WeakSet<object>();

/** Whether a connection was made and verified before its first request: the server may have closed it meanwhile. */
export function wasReady(socket: object): boolean {
  return ready.has(socket);
}
