import { toHex } from '../../../src-shared/bytes.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import type { EcPublicKey } from '../crypto/index.ts';
import type { Pki } from '../pki/index.ts';

/** An RSP session between InitiateAuthentication and its end (SGP.22 v2.5 §3.0.1). */
export interface RspSession {
  readonly transactionId: Uint8Array;
  readonly startedAt: number;
  readonly serverAddress: string;
  readonly serverChallenge: Uint8Array;
  /** The PKI whose certificates this session uses. */
  readonly pki: Pki;
  /** Once the eUICC is authenticated. */
  euiccKey?: EcPublicKey;
}

export interface SessionTableOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly lifetimeMs: number;
  readonly maxSessions: number;
}

/**
 * The sessions that are under way: bounded in number and in age. Where there are too many the oldest half-open one goes
 * first, so that whoever opens thousands of them ends nobody's download.
 */
export class SessionTable<S extends RspSession> {
  readonly #options: SessionTableOptions;
  /** In order of their start, as Map keeps it. */
  readonly #halfOpen = new Map<string, S>();
  readonly #authenticated = new Map<string, S>();

  constructor(options: SessionTableOptions) {
    this.#options = options;
  }

  get size(): number {
    this.#expire();
    return this.#halfOpen.size + this.#authenticated.size;
  }

  /** Those under way, the oldest first. */
  list(): readonly S[] {
    this.#expire();
    return [...this.#halfOpen.values(), ...this.#authenticated.values()].sort(
      (a, b) => a.startedAt - b.startedAt,
    );
  }

  add(session: S): void {
    if (this.size >= this.#options.maxSessions) {
      const [victims] = [this.#halfOpen, this.#authenticated].filter((one) => one.size > 0);
      const [oldest] = victims?.keys() ?? [];
      if (oldest !== undefined) victims?.delete(oldest);
    }
    this.#halfOpen.set(toHex(session.transactionId), session);
  }

  /** The eUICC of the session is authenticated: it is half-open no more. */
  promote(session: S): void {
    const id = toHex(session.transactionId);
    if (this.#halfOpen.delete(id)) this.#authenticated.set(id, session);
  }

  /** The session of a transaction id in upper-case hexadecimal, unless it is over or too old. */
  get(id: string): S | undefined {
    this.#expire();
    return this.#halfOpen.get(id) ?? this.#authenticated.get(id);
  }

  /** Ends the session of a transaction id in upper-case hexadecimal. */
  end(id: string): void {
    this.#halfOpen.delete(id);
    this.#authenticated.delete(id);
  }

  #expire(): void {
    const limit = this.#options.clock.now() - this.#options.lifetimeMs;
    for (const sessions of [this.#halfOpen, this.#authenticated])
      for (const [id, session] of sessions) {
        // Those that were authenticated in another order than they began are met a little later.
        if (session.startedAt > limit) break;
        sessions.delete(id);
      }
  }
}
