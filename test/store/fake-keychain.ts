/** A keychain of the tests' own: it seals with a key that is its own, without telling whether that was the right one. */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeychainPort } from '../../src-main/store/key.ts';

export class FakeKeychain implements KeychainPort {
  /** Why there is none; undefined: there is one. */
  reason: string | undefined;
  /** What `wrap` and `unwrap` reject with. */
  refuses: string | undefined;
  asked: string[] = [];
  #key = randomBytes(32);
  readonly #iv = Buffer.alloc(16);

  /** Another user's, or that of a system that was installed anew. */
  replaceKey(): void {
    this.#key = randomBytes(32);
  }

  async available() {
    return this.reason === undefined ? { backend: 'fake_ring' } : { reason: this.reason };
  }

  async #do(what: 'wrap' | 'unwrap', bytes: Uint8Array): Promise<Uint8Array> {
    this.asked.push(what);
    if (this.refuses !== undefined) throw new Error(this.refuses);
    const make = what === 'wrap' ? createCipheriv : createDecipheriv;
    // As Chromium on Linux: CBC, which does not prove what it opens.
    const cipher = make('aes-256-cbc', this.#key, this.#iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  }

  wrap(bytes: Uint8Array) {
    return this.#do('wrap', bytes);
  }

  unwrap(bytes: Uint8Array) {
    return this.#do('unwrap', bytes);
  }
}
