/**
 * All writes of the store pass here, and stay in their order. Some nobody waits for (steps, progress): they are made at the
 * end of the event loop's turn, while the card is at its next command, and not between two commands; and since a commit
 * costs more than the writes in it, those of `pauseMs` share one. Others (trace entries) are cheaper the more of them are
 * written together: they are collected until that commit.
 */

import type Database from 'better-sqlite3';
import type { Clock } from '../../src-shared/ports.ts';
import { atomically } from './sqlite.ts';

export interface DeferredWrite {
  readonly write: () => void;
  /** What `write` has done in memory must be undone: its transaction was rolled back. It is tried again alone. */
  readonly onRollback?: () => void;
  /** This write has failed for good. */
  readonly onFailure?: (error: unknown) => void;
  /** What it is made of, where it is many: each is tried alone before the whole has failed for good. */
  readonly parts?: () => readonly DeferredWrite[];
}

/** Whose deferred writes they are: who is told of one that has failed. */
export type Owner = `operation ${number}` | `card ${string}`;

/** So long may what was deferred be lost by `kill -9`. A real card takes longer for one command. */
const pauseMs = 10;

interface Statements {
  readonly begin: Database.Statement;
  readonly commit: Database.Statement;
  readonly savepoint: Database.Statement;
  readonly release: Database.Statement;
  readonly rollbackTo: Database.Statement;
}

export class WriteBehind {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #statements: Statements;
  /** Not made yet. */
  #writes: DeferredWrite[] = [];
  /** Not made yet: of each owner only the last counts. */
  readonly #latest = new Map<Owner, () => void>();
  /** Asked when a commit is due for what has gathered until then. */
  readonly #collectors: (() => readonly DeferredWrite[])[] = [];
  /** Made, in the transaction that is open. */
  #uncommitted: DeferredWrite[] = [];
  /** Of each owner what has failed first since it was told last. */
  readonly #failures = new Map<Owner, { readonly error: unknown }>();
  readonly #whenUndone: (() => void)[] = [];
  #timed = false;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    this.#statements = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      savepoint: db.prepare('SAVEPOINT body'),
      release: db.prepare('RELEASE body'),
      rollbackTo: db.prepare('ROLLBACK TO body'),
    };
  }

  /** Throws what a deferred write of one of these has failed with since the last call. Nobody else is told of it. */
  check(...owners: readonly Owner[]): void {
    const failure = owners.map((owner) => this.#failures.get(owner)).find((one) => one !== undefined);
    this.forget(...owners);
    if (failure !== undefined) throw failure.error;
  }

  /** What has failed so far concerns nobody any more. */
  forget(...owners: readonly Owner[]): void {
    for (const owner of owners) this.#failures.delete(owner);
  }

  defer(write: DeferredWrite): void {
    if (this.#writes.push(write) === 1) setImmediate(() => this.#make());
  }

  /**
   * `collect` gives what has gathered whenever a commit is due that nobody waits for: `pauseMs` after `gathered` was called at
   * the latest, and before anything is read.
   */
  onCommit(collect: () => readonly DeferredWrite[]): void {
    this.#collectors.push(collect);
  }

  /** Something has gathered. */
  gathered(): void {
    this.#commitSoon();
  }

  /** Makes all deferred writes, so that what is read next sees them. Never throws: a reader is not whom a failure concerns. */
  settle(): void {
    this.#makeAll();
  }

  /** Defers a write that a later one of the same owner makes superfluous; it is made before anything else is that is not deferred. */
  deferLatest(owner: Owner, write: () => void): void {
    this.#latest.set(owner, write);
    this.#commitSoon();
  }

  /** `forget` is called when a transaction of `atomically` was undone: what is known of it in memory is wrong then. */
  whenUndone(forget: () => void): void {
    this.#whenUndone.push(forget);
  }

  /** Runs `body` in a transaction that survives the death of the process, together with what was deferred before it. */
  atomically<R>(body: () => R): R {
    try {
      const result = this.#inTransaction(body);
      try {
        this.#statements.commit.run();
      } catch (error) {
        this.#oneByOne();
        throw error;
      }
      this.#uncommitted = [];
      return result;
    } catch (error) {
      for (const forget of this.#whenUndone) forget();
      throw error;
    }
  }

  /**
   * Defers a write of which its owner need not know at once how it ends. Throws what an earlier one has failed with.
   * `onLost`: the write has failed for good, so that what is known of it in memory is wrong.
   */
  later(owner: Owner, write: () => void, onLost?: () => void): void {
    this.check(owner);
    this.defer(this.#owned(owner, write, onLost));
  }

  #owned(owner: Owner, write: () => void, onLost?: () => void): DeferredWrite {
    const onFailure = (error: unknown) => {
      onLost?.();
      if (!this.#failures.has(owner)) this.#failures.set(owner, { error });
    };
    return { write, onFailure };
  }

  /** Runs `body` in the transaction of what is deferred, or in a new one; it alone is undone where it fails. */
  #inTransaction<R>(body: () => R): R {
    this.#makeAll();
    const { begin, savepoint, release, rollbackTo } = this.#statements;
    if (this.#uncommitted.length === 0) {
      begin.run();
      try {
        return body();
      } catch (error) {
        // A full disk has rolled back already.
        if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    }
    savepoint.run();
    try {
      const result = body();
      release.run();
      return result;
    } catch (error) {
      if (this.#db.inTransaction) {
        rollbackTo.run();
        release.run();
        this.flush();
      } else this.#oneByOne();
      throw error;
    }
  }

  /** Commits all deferred writes now, with what has gathered: to be called before they are read. Never throws. */
  flush(): void {
    if (!this.#db.open) return;
    for (const collect of this.#collectors) this.#writes.push(...collect());
    this.commit();
  }

  /** Commits all deferred writes now; what has gathered waits on. Never throws. */
  commit(): void {
    if (!this.#db.open) return;
    this.#makeAll();
    if (this.#uncommitted.length === 0) return;
    try {
      this.#statements.commit.run();
      this.#uncommitted = [];
    } catch {
      this.#oneByOne();
    }
  }

  #makeAll(): void {
    for (const [owner, write] of this.#latest) this.#writes.push(this.#owned(owner, write));
    this.#latest.clear();
    this.#make();
  }

  #make(): void {
    const writes = this.#writes;
    if (writes.length === 0 || !this.#db.open) return;
    this.#writes = [];
    const first = this.#uncommitted.length === 0;
    this.#uncommitted.push(...writes);
    try {
      if (first) this.#statements.begin.run();
      for (const { write } of writes) write();
    } catch {
      this.#oneByOne();
      return;
    }
    this.#commitSoon();
  }

  #commitSoon(): void {
    if (this.#timed) return;
    this.#timed = true;
    const commit = () => {
      this.#timed = false;
      this.flush();
    };
    this.#clock.sleep(pauseMs).then(commit, commit);
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

  #alone({ write, onRollback, onFailure, parts }: DeferredWrite): void {
    try {
      atomically(this.#db, write);
    } catch (error) {
      onRollback?.();
      if (parts !== undefined) for (const part of parts()) this.#alone(part);
      else onFailure?.(error);
    }
  }
}
