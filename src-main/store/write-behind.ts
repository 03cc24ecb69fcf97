/**
 * Writes that nobody waits for (trace entries, steps, progress): they are made together, in one transaction, at the end of
 * the event loop's turn, while the card is at its next command, and not between two commands.
 */

import type Database from 'better-sqlite3';
import { atomically } from './sqlite.ts';

export interface DeferredWrite {
  readonly write: () => void;
  /** What `write` has done in memory must be undone: its transaction was rolled back. It is tried again alone. */
  readonly onRollback?: () => void;
  /** This write has failed for good. Default: `check` throws the error. */
  readonly onFailure?: (error: unknown) => void;
}

export class WriteBehind {
  readonly #db: Database;
  #writes: DeferredWrite[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Throws what a deferred write has failed with since the last call. */
  check(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  defer(write: DeferredWrite): void {
    if (this.#writes.push(write) === 1) setImmediate(() => this.flush());
  }

  /**
   * Makes all deferred writes now. To be called before everything that reads them, and before every other write, so that
   * writes stay in their order. Never throws.
   */
  flush(): void {
    const writes = this.#writes;
    if (writes.length === 0 || !this.#db.open) return;
    this.#writes = [];
    try {
      atomically(this.#db, () => {
        for (const { write } of writes) write();
      });
    } catch {
      for (const { onRollback } of writes) onRollback?.();
      // One that cannot be made must not take the others with it.
      for (const one of writes) this.#alone(one);
    }
  }

  #alone({ write, onRollback, onFailure }: DeferredWrite): void {
    try {
      atomically(this.#db, write);
    } catch (error) {
      onRollback?.();
      if (onFailure === undefined) this.#failure ??= { error };
      else onFailure(error);
    }
  }
}
