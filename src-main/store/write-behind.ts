/**
 * All writes of the store pass here, and stay in their order. Some nobody waits for (trace entries, steps, progress): they are made at the end of the event loop's turn, while
 * the card is at its next command, and not between two commands; and since a commit costs more than the writes in it,
 * those of `pauseMs` share one.
 */

import type Database from 'better-sqlite3';
import type { Clock } from '../../src-shared/ports.ts';
import { atomically } from './sqlite.ts';

export interface DeferredWrite {
  readonly write: () => void;
  /** What `write` has done in memory must be undone: its transaction was rolled back. It is tried again alone. */
  readonly onRollback?: () => void;
  /** This write has failed for good. Default: `check` throws the error. */
  readonly onFailure?: (error: unknown) => void;
}

/** So long may what was deferred be lost by `kill -9`. A real card takes longer for one command. */
const pauseMs = 10;

export class WriteBehind {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  /** Not made yet. */
  #writes: DeferredWrite[] = [];
  /** Made, in the transaction that is open. */
  #uncommitted: DeferredWrite[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
  }

  /** Throws what a deferred write has failed with since the last call. */
  check(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.error;
  }

  defer(write: DeferredWrite): void {
    if (this.#writes.push(write) === 1) setImmediate(() => this.#make());
  }

  /** Runs `body` in a transaction that survives the death of the process, together with what was deferred before it. */
  atomically<R>(body: () => R): R {
    this.#make();
    if (this.#uncommitted.length === 0) return atomically(this.#db, body);
    let result: R;
    try {
      // Within the open transaction: a savepoint, so that `body` alone is undone where it fails.
      result = this.#db.transaction(body)();
    } catch (error) {
      this.flush();
      throw error;
    }
    try {
      this.#commit.run();
    } catch (error) {
      this.#oneByOne();
      throw error;
    }
    this.#uncommitted = [];
    return result;
  }

  /** Commits all deferred writes now: to be called before they are read. Never throws. */
  flush(): void {
    if (!this.#db.open) return;
    this.#make();
    if (this.#uncommitted.length === 0) return;
    try {
      this.#commit.run();
      this.#uncommitted = [];
    } catch {
      this.#oneByOne();
    }
  }

  #make(): void {
    const writes = this.#writes;
    if (writes.length === 0 || !this.#db.open) return;
    this.#writes = [];
    const first = this.#uncommitted.length === 0;
    this.#uncommitted.push(...writes);
    try {
      if (first) this.#begin.run();
      for (const { write } of writes) write();
    } catch {
      this.#oneByOne();
      return;
    }
    const commit = () => this.flush();
    if (first) this.#clock.sleep(pauseMs).then(commit, commit);
  }

  /** One that cannot be made must not take the others with it. */
  #oneByOne(): void {
    const writes = this.#uncommitted;
    this.#uncommitted = [];
    // A full disk has rolled back already.
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    for (const { onRollback } of writes) onRollback?.();
    for (const one of writes) this.#alone(one);
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
