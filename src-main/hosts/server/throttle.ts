/**
 * Slows down whoever tries tokens. Of an address, so many tokens are looked at at the same time, and a wrong one keeps its
 * place until it is answered, each later than the one before; what comes meanwhile waits for a place in its turn. So wrong
 * tokens never have a right one refused that has been right before (`Door` looks at that at once), and a new right one only
 * waits.
 */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';

const firstDelayMs = 50;
const longestDelayMs = 5_000;
/** Tokens of one address that are being looked at, or were wrong and are not answered yet. */
const mostPlaces = 16;
/** Those of one address that wait for a place; more are not looked at. */
const mostWaiting = 64;
const mostAddresses = 1_000;
/** After that time without a wrong token an address starts anew. */
const forgetMs = 60_000;

interface Waiting {
  readonly gone: () => boolean;
  readonly go: () => void;
}

interface Address {
  wrong: number;
  wrongAt: number;
  taken: number;
  waiting: Waiting[];
}

export class Throttle {
  readonly #clock: Clock;
  /** The one that came longest ago first. */
  readonly #addresses = new Map<string, Address>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Addresses that are remembered now. */
  get size(): number {
    return this.#addresses.size;
  }

  /**
   * Has a secret looked at, in its turn. What `look` finds is given at once; that it found nothing, only after a while. `gone`:
   * whether whoever asked has left. Rejects with api_too_many_wrong, and as `look` does.
   */
  async guard<T>(
    address: string,
    gone: () => boolean,
    look: () => T | undefined | Promise<T | undefined>,
  ): Promise<T | undefined> {
    const entry = this.#entry(address);
    if (entry.taken < mostPlaces) entry.taken++;
    else await this.#turn(entry, gone);
    try {
      const found = await look();
      if (found === undefined) await this.#clock.sleep(this.#delay(entry));
      return found;
    } finally {
      // The place goes on to whoever is next, without being free in between.
      const next = this.#next(entry);
      if (next === undefined) entry.taken--;
      else next.go();
    }
  }

  #turn(entry: Address, gone: () => boolean): Promise<void> {
    if (entry.waiting.length >= mostWaiting) entry.waiting = entry.waiting.filter((one) => !one.gone());
    if (entry.waiting.length >= mostWaiting) throw new WorkbenchError('api_too_many_wrong');
    return new Promise((go) => entry.waiting.push({ gone, go }));
  }

  #next(entry: Address): Waiting | undefined {
    let next = entry.waiting.shift();
    while (next?.gone()) next = entry.waiting.shift();
    return next;
  }

  #delay(entry: Address): number {
    const now = this.#clock.now();
    if (now - entry.wrongAt >= forgetMs) entry.wrong = 0;
    entry.wrongAt = now;
    return Math.min(firstDelayMs * 2 ** Math.min(entry.wrong++, 20), longestDelayMs);
  }

  #entry(address: string): Address {
    const entry = this.#addresses.get(address) ?? { wrong: 0, wrongAt: 0, taken: 0, waiting: [] };
    this.#addresses.delete(address);
    this.#addresses.set(address, entry);
    for (const [oldest, { taken }] of this.#addresses) {
      if (this.#addresses.size <= mostAddresses) break;
      // Whoever is being served has connections, and of these there are few.
      if (taken === 0) this.#addresses.delete(oldest);
    }
    return entry;
  }
}
