/** Slows down whoever tries tokens: each wrong one from an address is answered later than the one before. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Clock } from '../../../src-shared/ports.ts';

const firstDelayMs = 50;
const longestDelayMs = 5_000;
/** Wrong tokens of one address whose answers are being held back; more are not looked at. */
const mostWaiting = 16;
const mostAddresses = 1_000;
/** After that time without a wrong token an address starts anew. */
const forgetMs = 60_000;

interface Failures {
  count: number;
  waiting: number;
  at: number;
}

export class Throttle {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** To be called before a token is looked at. Throws api_too_many_wrong. */
  check(address: string): void {
    if ((this.#failures.get(address)?.waiting ?? 0) >= mostWaiting)
      throw new WorkbenchError('api_too_many_wrong');
  }

  /** A wrong token came: resolves when that may be said. */
  async failed(address: string): Promise<void> {
    const now = this.#clock.now();
    const known = this.#failures.get(address);
    const entry =
      known !== undefined && now - known.at < forgetMs ? known : { count: 0, waiting: 0, at: now };
    this.#failures.delete(address);
    this.#failures.set(address, entry);
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= mostAddresses) break;
      this.#failures.delete(oldest);
    }
    const delay = Math.min(firstDelayMs * 2 ** Math.min(entry.count, 20), longestDelayMs);
    entry.count++;
    entry.at = now;
    entry.waiting++;
    try {
      await this.#clock.sleep(delay);
    } finally {
      entry.waiting--;
    }
  }
}
