/** The `customer_id` of the fleet API: names this bench, and stays the same for as long as its data folder lives. */

import type Database from 'better-sqlite3';
import type { Entropy } from '../../src-shared/ports.ts';
import { newTransactionId } from './actions.ts';
import { corrupt, fromJson } from './sqlite.ts';

const name = 'customerId';

/** Makes it where there is none yet. */
export function makeCustomerId(db: Database, entropy: Entropy, at: number): void {
  const known = db.prepare('SELECT 1 FROM settings WHERE name = ?').get(name);
  if (known !== undefined) return;
  db.prepare('INSERT INTO settings (name, value, updated_at) VALUES (?, ?, ?)').run(
    name,
    JSON.stringify(newTransactionId(entropy)),
    Math.round(at),
  );
}

/** Throws store_corrupt. */
export function readCustomerId(db: Database): string {
  const place = { table: 'settings', row: name };
  const text = db.prepare('SELECT value FROM settings WHERE name = ?').pluck().get(name);
  const value = typeof text === 'string' ? fromJson(place, 'value', text) : undefined;
  if (typeof value !== 'string') throw corrupt(place, 'value', 'it is not there');
  return value;
}
