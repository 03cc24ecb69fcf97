/**
 * The part of better-sqlite3 13 that the store uses; the package brings no types of its own. Numbers are bound as
 * doubles and come back as numbers (integers beyond 2^53 do not occur here); BLOBs come back as Buffer.
 */
declare module 'better-sqlite3' {
  type Value = string | number | bigint | Uint8Array | null;

  interface RunResult {
    readonly changes: number;
    readonly lastInsertRowid: number | bigint;
  }

  interface Statement {
    run(...parameters: readonly (Value | Readonly<Record<string, Value>>)[]): RunResult;
    get(...parameters: readonly (Value | Readonly<Record<string, Value>>)[]): unknown;
    all(...parameters: readonly (Value | Readonly<Record<string, Value>>)[]): unknown[];
    /** Row by row; nothing else may be asked of the database meanwhile. */
    iterate(...parameters: readonly (Value | Readonly<Record<string, Value>>)[]): IterableIterator<unknown>;
    /** Rows give their first column alone. */
    pluck(on?: boolean): this;
    /** Rows are arrays of their columns, in their order. */
    raw(on?: boolean): this;
  }

  interface Transaction<A extends unknown[], R> {
    (...args: A): R;
    /** BEGIN IMMEDIATE: takes the write lock at once, so that a read inside cannot go stale. */
    immediate(...args: A): R;
    exclusive(...args: A): R;
  }

  class Database {
    constructor(
      path: string,
      options?: {
        readonly?: boolean;
        fileMustExist?: boolean;
        /** How long a locked database is waited for, in milliseconds. */
        timeout?: number;
      },
    );
    readonly open: boolean;
    readonly inTransaction: boolean;
    prepare(sql: string): Statement;
    transaction<A extends unknown[], R>(body: (...args: A) => R): Transaction<A, R>;
    pragma(source: string, options?: { simple?: boolean }): unknown;
    exec(sql: string): this;
    /** A function for use in SQL. */
    function(
      name: string,
      options: { readonly deterministic?: boolean; readonly directOnly?: boolean },
      body: (value: Value) => Value,
    ): this;
    close(): this;
    static SqliteError: new (
      message: string,
      code: string,
    ) => Error & { readonly code: string };
  }

  namespace Database {
    export type { RunResult, Statement, Transaction, Value };
  }
  export default Database;
}
