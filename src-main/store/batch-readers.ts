/**
 * Which readers take part in which batch. Several batches may name one; the one that is at work holds it: that runs, is paused,
 * or has been stopped while its last operation there was under way.
 */

import type Database from 'better-sqlite3';
import { z } from 'zod';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { eidText, errorData, stationOutcome } from '../../src-shared/model/index.ts';
import type { BatchStore } from './batch-port.ts';
import { checked, fromJson, toJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

const servedSchema = z.object({
  eid: eidText.exactOptional(),
  line: z.int().positive().exactOptional(),
  outcome: stationOutcome,
  error: errorData.exactOptional(),
});

export interface BatchReaders extends Pick<BatchStore, 'getServed' | 'setServed'> {
  /** In the order in which they were bound. */
  of(batchId: number): string[];
  /** The batch that holds a reader, or else one that names it: a draft last, the newest first. */
  batchOf(readerId: string): number | undefined;
  /** @throws WorkbenchError batch_reader_bound: another batch holds it */
  bind(batchId: number, readers: readonly string[]): void;
  unbind(batchId: number, readers: readonly string[]): void;
  /**
   * The batch begins to work. What is finished has no use for these readers any more.
   * @throws WorkbenchError batch_reader_bound
   */
  hold(batchId: number): void;
  /** Leaves to others those that they hold. */
  dropHeld(batchId: number): void;
}

const holds = `(b.state IN ('running', 'paused') OR EXISTS (SELECT 1 FROM batch_lines l
  WHERE l.batch_id = b.id AND l.state = 'running' AND l.reader_id = r.reader_id))`;

export function createBatchReaders(db: Database, behind: WriteBehind): BatchReaders {
  const readersOf = db.prepare('SELECT reader_id FROM batch_readers WHERE batch_id = ? ORDER BY id').pluck();
  const current =
    db.prepare(`SELECT r.id, r.batch_id, r.served FROM batch_readers r JOIN batches b ON b.id = r.batch_id
    WHERE r.reader_id = ? ORDER BY ${holds} DESC, b.state = 'draft', r.id DESC LIMIT 1`);
  const otherHolder = db
    .prepare(`SELECT b.name FROM batch_readers r JOIN batches b ON b.id = r.batch_id
      WHERE r.reader_id = @reader AND b.id <> @id AND ${holds}`)
    .pluck();
  const insert = db.prepare(
    'INSERT INTO batch_readers (reader_id, batch_id) VALUES (@reader, @id) ON CONFLICT DO NOTHING',
  );
  const remove = db.prepare('DELETE FROM batch_readers WHERE reader_id = @reader AND batch_id = @id');
  const takeFromFinished = db.prepare(`DELETE FROM batch_readers WHERE reader_id = @reader AND batch_id <> @id
    AND batch_id IN (SELECT id FROM batches WHERE state = 'finished')`);
  const updateServed = db.prepare('UPDATE batch_readers SET served = @served WHERE id = @id');
  const clearServed = db.prepare('UPDATE batch_readers SET served = NULL WHERE reader_id = ?');

  const of = (batchId: number) => readersOf.all(batchId) as string[];
  const currentOf = (readerId: string) =>
    current.get(readerId) as { id: number; batch_id: number; served: string | null } | undefined;

  function check(id: number, reader: string): void {
    const batch = otherHolder.get({ reader, id });
    if (typeof batch === 'string') throw new WorkbenchError('batch_reader_bound', { reader, batch });
  }

  return {
    of,
    batchOf: (readerId) => currentOf(readerId)?.batch_id,
    bind(id, readers) {
      for (const reader of new Set(readers)) {
        check(id, reader);
        insert.run({ reader, id });
      }
    },
    unbind(id, readers) {
      for (const reader of readers) remove.run({ reader, id });
    },
    hold(id) {
      for (const reader of of(id)) {
        check(id, reader);
        takeFromFinished.run({ reader, id });
      }
    },
    dropHeld(id) {
      for (const reader of of(id))
        if (otherHolder.get({ reader, id }) !== undefined) remove.run({ reader, id });
    },
    getServed(readerId) {
      const text = currentOf(readerId)?.served;
      if (typeof text !== 'string') return undefined;
      const place = { table: 'batch_readers', row: readerId };
      return checked(place, 'served', servedSchema, fromJson(place, 'served', text));
    },
    setServed(readerId, served) {
      // A card that is out has its turn to come in every batch.
      if (served === undefined) {
        behind.atomically(() => clearServed.run(readerId));
        return;
      }
      const present = Object.fromEntries(Object.entries(served).filter(([, value]) => value !== undefined));
      const text = toJson('served', servedSchema, present as z.input<typeof servedSchema>);
      behind.atomically(() => updateServed.run({ id: currentOf(readerId)?.id ?? 0, served: text }));
    },
  };
}
