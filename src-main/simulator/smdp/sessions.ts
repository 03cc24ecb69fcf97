import type { Clock } from '../../../src-shared/ports.ts';
import type { EcPublicKey } from '../crypto/index.ts';
import type { Pki } from '../pki/index.ts';
import type { ProfileOffer } from '../profile/index.ts';

/** An RSP session between InitiateAuthentication and its end (SGP.22 v2.5 §3.1.2, §3.1.3). */
export interface RspSession {
  readonly transactionId: Uint8Array;
  readonly startedAt: number;
  readonly serverAddress: string;
  readonly serverChallenge: Uint8Array;
  /** The PKI whose certificates this session uses. */
  readonly pki: Pki;
  /** What AuthenticateClient found out; from then on GetBoundProfilePackage may come. */
  authenticated?: {
    readonly eid: string;
    readonly euiccKey: EcPublicKey;
    readonly euiccCertificate: Uint8Array;
    readonly offer: ProfileOffer;
    readonly profileMetadata: Uint8Array;
    /** With its tag, as it was sent: the eUICC signs it again. */
    readonly smdpSignature2: Uint8Array;
  };
  /** Known although no order was found, so that the session can be cancelled. */
  euiccKey?: EcPublicKey;
}

export interface SessionTableOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly lifetimeMs: number;
  readonly maxSessions: number;
}

/** The sessions that are under way: bounded in number and in age, the oldest goes first. */
export class SessionTable {
  readonly #options: SessionTableOptions;
  /** In order of their start, as Map keeps it. */
  readonly #sessions = new Map<string, RspSession>();

  constructor(options: SessionTableOptions) {
    this.#options = options;
  }

  get size(): number {
    this.#expire();
    return this.#sessions.size;
  }

  add(id: string, session: RspSession): void {
    this.#expire();
    if (this.#sessions.size >= this.#options.maxSessions) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    this.#sessions.set(id, session);
  }

  /** The session of a transaction id in upper-case hexadecimal, unless it is over or too old. */
  get(id: string): RspSession | undefined {
    this.#expire();
    return this.#sessions.get(id);
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  clear(): void {
    this.#sessions.clear();
  }

  #expire(): void {
    const limit = this.#options.clock.now() - this.#options.lifetimeMs;
    for (const [id, session] of this.#sessions) {
      if (session.startedAt > limit) return;
      this.#sessions.delete(id);
    }
  }
}
