/** Who may talk to the local server: a one-time token in the printed address buys a cookie, the cookie everything else. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../src-shared/ports.ts';

export const sessionLimits = {
  most: 64,
  /** How long a cookie is good that outlives the server that gave it, milliseconds. */
  keptMs: 7 * 24 * 3600 * 1000,
} as const;

/** The SHA-256 of a cookie in hexadecimal, and when it was given out. */
export interface KeptSession {
  readonly digest: string;
  readonly at: number;
}

/** Where sessions outlive the server. */
export interface SessionKeeper {
  load(): readonly KeptSession[];
  save(sessions: readonly KeptSession[]): void;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, own: string): boolean {
  return timingSafeEqual(digest(given), digest(own));
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export class Sessions {
  #token = newSecret();
  /** The cookies that were given out, by their digests, the oldest first; with when that was. */
  readonly #cookies = new Map<string, number>();
  readonly #keeper: SessionKeeper | undefined;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #cookieName: string;
  readonly #attributes: string;

  /** Cookies do not know ports: two servers on one machine keep theirs apart by name. */
  constructor(
    port: number,
    options: {
      readonly secure: boolean;
      readonly clock: Pick<Clock, 'now'>;
      readonly keeper?: SessionKeeper;
    },
  ) {
    const { secure, clock, keeper } = options;
    this.#clock = clock;
    this.#keeper = keeper;
    for (const { digest: kept, at } of keeper?.load() ?? [])
      if (at > clock.now() - sessionLimits.keptMs && at <= clock.now()) this.#cookies.set(kept, at);
    this.#attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
    this.#cookieName = `euicc-workbench-${port}`;
  }

  /** The token that the next browser has to show. */
  get token(): string {
    return this.#token;
  }

  /** The Set-Cookie value for a right token, which is used up by it; undefined for a wrong one. */
  open(token: string): string | undefined {
    if (!sameSecret(token, this.#token)) return undefined;
    this.#token = newSecret();
    const cookie = newSecret();
    this.#cookies.set(digest(cookie).toString('hex'), this.#clock.now());
    for (const oldest of this.#cookies.keys()) {
      if (this.#cookies.size <= sessionLimits.most) break;
      this.#cookies.delete(oldest);
    }
    this.#keeper?.save([...this.#cookies].map(([kept, at]) => ({ digest: kept, at })));
    return `${this.#cookieName}=${cookie}; ${this.#attributes}`;
  }

  /** Whether the request shows a cookie that was given out. */
  knows(request: IncomingMessage): boolean {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2);
      if (name === this.#cookieName && value && this.#cookies.has(digest(value).toString('hex'))) return true;
    }
    return false;
  }
}
