import type Database from 'better-sqlite3';

/**
 * One step of the database's shape. Once released it never changes. It may use SQL and what it brings itself, but none
 * of the store's present code, which will have moved on. It runs inside a transaction and sets no version.
 */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  readonly name: string;
  up(db: Database): void;
}
