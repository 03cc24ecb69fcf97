/** Who may talk to the local server: a one-time token in the printed address buys a cookie, the cookie everything else. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const mostSessions = 64;

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
  /** Digests of the cookies that were given out, the oldest first. */
  readonly #cookies = new Set<string>();
  readonly #cookieName: string;
  readonly #attributes: string;

  /** Cookies do not know ports: two servers on one machine keep theirs apart by name. */
  constructor(port: number, secure = false) {
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
    this.#cookies.add(digest(cookie).toString('hex'));
    for (const oldest of this.#cookies) {
      if (this.#cookies.size <= mostSessions) break;
      this.#cookies.delete(oldest);
    }
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
