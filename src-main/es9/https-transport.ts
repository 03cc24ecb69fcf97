/**
 * One POST over TLS, for ES9+ and ES11 (SGP.22 v2.5 §2.6.6, §6.1, §6.4): TLS 1.2 or later, the server's certificate always
 * verified against the enabled roots of the trust store, its name against the address, no redirects, limits on time
 * and size. Connections are kept and used again. Revocation is not checked: no CRL is fetched.
 */

import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { concatBytes } from '../../src-shared/bytes.ts';
import { elapsedMs } from '../../src-shared/elapsed.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { explainNetworkError } from './network-errors.ts';
import { explainVerifyError, isVerifyError } from './tls-diagnosis.ts';
import type { TrustSource } from './trust-store.ts';
import { sniOf, type VerifiedServer, VerifyingAgent, wasReady } from './verified-connection.ts';

/** Where a server is: the name that its certificate must have, and the port. */
export interface ServerName {
  readonly name: string;
  readonly port: number;
}

export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
}

/** `--connect-to`: lower-case name -> where to connect instead of asking DNS. The name is still what TLS is checked for. */
export type ConnectTo = ReadonlyMap<string, ConnectTarget>;

export interface Timeouts {
  /** DNS, TCP and TLS together, in milliseconds. */
  readonly connectMs: number;
  /** From the call to the last byte of the answer. */
  readonly totalMs: number;
}

export interface TransportOptions {
  readonly trust: TrustSource;
  readonly clock: Clock;
  readonly connectTo: ConnectTo;
  /** No server is reached before: `connectTo` is not complete yet. Never rejects. */
  readonly after?: Promise<void> | undefined;
  readonly timeouts: Timeouts;
}

export interface PostRequest {
  readonly server: ServerName;
  /** For error texts, as `ES9+.InitiateAuthentication`. */
  readonly function: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly maxResponseBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Filled in as the answer comes, so that it can be kept also where the exchange fails. */
  readonly record: ResponseRecord;
}

export interface ResponseRecord {
  status?: number;
  headers?: (readonly [name: string, value: string])[];
  body?: Uint8Array;
  /** What a new connection took: name, TCP, TLS; in milliseconds. */
  connectMs?: number;
}

export interface PostResponse {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly location: string | undefined;
  readonly body: Uint8Array;
}

export interface HttpsTransport {
  /** Rejects with the codes of es9 and trust that are about reaching the server, or `cancelled`. */
  post(request: PostRequest): Promise<PostResponse>;
  /** Connects to a server that is about to be asked. What fails is forgotten: the first request connects anew and tells. */
  prepare(server: ServerName): void;
  /** Ends all connections. */
  close(): void;
}

/** `name` or, off port 443, `name:port`: as the Host header and messages have it. */
export function serverText(server: ServerName): string {
  return server.port === 443 ? server.name : `${server.name}:${server.port}`;
}

/** Connections that were made under one revision of the trust store. */
interface Generation {
  readonly revision: number;
  readonly context: SecureContext;
  readonly agents: Map<string, VerifyingAgent>;
  active: number;
  retired: boolean;
}

/** A reason that is made once: making an AbortError for each timer that is not wanted any more costs more than the timer. */
const done = Symbol('done');

const maxIdleServers = 64;
const maxFreeSockets = 2;

/** To read the roots takes as long as a request: one context for all transports while the trust store stays as it is. */
const contexts = new WeakMap<TrustSource, { readonly revision: number; readonly context: SecureContext }>();

export function contextOf(trust: TrustSource): SecureContext {
  const { revision } = trust;
  const kept = contexts.get(trust);
  if (kept?.revision === revision) return kept.context;
  const context = createSecureContext({
    ca: [...trust.enabledRoots()],
    // A trust anchor is a name and a key here, and may be an intermediate one: a path may end at any of them.
    allowPartialTrustChain: true,
    minVersion: 'TLSv1.2',
  });
  contexts.set(trust, { revision, context });
  return context;
}

export function createHttpsTransport(options: TransportOptions): HttpsTransport {
  const { trust, clock, connectTo, after, timeouts } = options;
  let current: Generation | undefined;
  let closed = false;

  function destroyAgents(generation: Generation): void {
    for (const agent of generation.agents.values()) agent.destroy();
    generation.agents.clear();
  }

  /** A root that is switched off must not live on in connections that were made before: each revision has its own. */
  function generationNow(): Generation {
    if (current?.revision === trust.revision) return current;
    if (current !== undefined) {
      current.retired = true;
      if (current.active === 0) destroyAgents(current);
    }
    const context = contextOf(trust);
    current = { revision: trust.revision, context, agents: new Map(), active: 0, retired: false };
    return current;
  }

  function agentFor(generation: Generation, server: VerifiedServer): VerifyingAgent {
    const key = `${server.host}>${server.target.host}:${server.target.port}`;
    const known = generation.agents.get(key);
    if (known !== undefined) return known;
    if (generation.agents.size >= maxIdleServers && generation.active <= 1) destroyAgents(generation);
    const agent = new VerifyingAgent(server, maxFreeSockets);
    generation.agents.set(key, agent);
    return agent;
  }

  function locate(server: ServerName, { context }: Generation): VerifiedServer {
    const target = connectTo.get(server.name.toLowerCase()) ?? { host: server.name, port: server.port };
    return { server, host: serverText(server), target, context };
  }

  function attempt(request: PostRequest, generation: Generation): Promise<PostResponse> {
    const { server, signal, record } = request;
    const located = locate(server, generation);
    const { host, target } = located;
    const failure = { host, function: request.function };
    return new Promise((resolve, reject) => {
      const timers = new AbortController();
      let finished = false;
      let secured = false;
      /** On a connection that was there before the request. */
      let kept = false;
      const chunks: Uint8Array[] = [];
      let received = 0;

      const settle = () => {
        finished = true;
        timers.abort(done);
        signal?.removeEventListener('abort', onAbort);
        if (record.status !== undefined) record.body = concatBytes(...chunks);
      };
      const fail = (error: WorkbenchError) => {
        if (finished) return;
        settle();
        outgoing.destroy();
        reject(error);
      };
      const onAbort = () => fail(new WorkbenchError('cancelled', {}, { cause: signal?.reason }));

      const onError = (error: Error) => {
        if (finished) return;
        if (error instanceof WorkbenchError) {
          fail(error);
        } else if (!secured && isVerifyError(error)) {
          // Timers run on: the diagnosis is part of the exchange's time.
          const probe = {
            ...target,
            servername: sniOf(server.name),
            connectMs: timeouts.connectMs,
            clock,
            signal,
          };
          explainVerifyError({ error, host, probe, trust, now: clock.now() }).then(fail, (thrown: unknown) =>
            fail(new WorkbenchError('internal', { reason: String(thrown) })),
          );
        } else if (record.status !== undefined) {
          fail(new WorkbenchError('es9_incomplete', { ...failure, received }, { cause: error }));
        } else if (kept && isReset(error)) {
          fail(new StaleConnection(failure, error));
        } else {
          fail(explainNetworkError(error, { ...failure, seconds: timeouts.connectMs / 1000, secured }));
        }
      };

      const outgoing: ClientRequest = httpsRequest({
        agent: agentFor(generation, located),
        host: target.host,
        port: target.port,
        method: 'POST',
        path: request.path,
        headers: request.headers,
      });
      outgoing.on('error', onError);
      outgoing.on('socket', (socket) => {
        kept = outgoing.reusedSocket || wasReady(socket);
        if (kept) {
          secured = true;
          outgoing.end(request.body);
          return;
        }
        const connecting = new AbortController();
        const connectFrom = clock.monotonic();
        timers.signal.addEventListener('abort', () => connecting.abort(done), { once: true });
        clock.sleep(timeouts.connectMs, connecting.signal).then(
          () => fail(new WorkbenchError('es9_connect_timeout', { host, seconds: timeouts.connectMs / 1000 })),
          () => undefined,
        );
        socket.once('secureConnect', () => {
          secured = true;
          record.connectMs = elapsedMs(clock, connectFrom);
          connecting.abort(done);
          // Not before: nothing of the request goes out until chain and name are verified.
          outgoing.end(request.body);
        });
        socket.once('close', () => connecting.abort(done));
      });
      outgoing.on('response', (response: IncomingMessage) => {
        record.status = response.statusCode ?? 0;
        record.headers = pairs(response.rawHeaders);
        const tooLarge = () =>
          fail(new WorkbenchError('es9_too_large', { ...failure, limit: request.maxResponseBytes }));
        if (Number(response.headers['content-length'] ?? 0) > request.maxResponseBytes) {
          tooLarge();
          return;
        }
        response.on('data', (chunk: Buffer) => {
          received += chunk.length;
          if (received > request.maxResponseBytes) tooLarge();
          else chunks.push(chunk);
        });
        response.on('error', onError);
        response.on('end', () => {
          if (finished) return;
          if (!response.complete) {
            onError(new Error('incomplete'));
            return;
          }
          settle();
          resolve({
            status: record.status ?? 0,
            contentType: response.headers['content-type'],
            location: response.headers.location,
            body: record.body ?? new Uint8Array(),
          });
        });
      });
      clock.sleep(timeouts.totalMs, timers.signal).then(
        () => fail(new WorkbenchError('es9_timeout', { ...failure, seconds: timeouts.totalMs / 1000 })),
        () => undefined,
      );
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  return {
    async post(request) {
      await after;
      const generation = generationNow();
      generation.active++;
      try {
        for (let left = maxFreeSockets; ; left--) {
          try {
            return await attempt(request, generation);
          } catch (thrown) {
            // The server had closed a kept connection before the request reached it: ask again, in the end on a new one.
            if (!(thrown instanceof StaleConnection) || left === 0) throw thrown;
          }
        }
      } finally {
        generation.active--;
        if (generation.retired && generation.active === 0) destroyAgents(generation);
      }
    },
    prepare(server) {
      const prepare = () => {
        const generation = generationNow();
        agentFor(generation, locate(server, generation)).prepare();
      };
      if (after === undefined) prepare();
      // One that is used meanwhile is prepared by that.
      else void after.then(() => (closed ? undefined : prepare()));
    },
    close() {
      closed = true;
      if (current === undefined) return;
      current.retired = true;
      destroyAgents(current);
      current = undefined;
    },
  };
}

class StaleConnection extends WorkbenchError {
  constructor(params: { host: string; function: string }, cause: Error) {
    super('es9_reset', params, { cause });
  }
}

function isReset(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  const out: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) out.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return out;
}
