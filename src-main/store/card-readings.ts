/**
 * What cards held at earlier times. A reading is written when an operation at the card ends, from what the store knows of it then, and only
 * where that differs from the one before.
 */

import type Database from 'better-sqlite3';
import type { z } from 'zod';
import { contentOf } from '../../src-shared/card-compare.ts';
import {
  type Card,
  type CardContent,
  type CardReading,
  cardContent,
  cardReading,
} from '../../src-shared/model/index.ts';
import { checked, fromJson, toJson } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

export interface CardReadingStore {
  /** The newest first; `before`: only those with a smaller number. */
  list(eid: string, limit: number, before?: number): CardReading[];
  get(eid: string, id: number): { readonly reading: CardReading; readonly content: CardContent } | undefined;
}

/** Of one card; the oldest go. A lab card that is changed a hundred times a day has those of some days. */
const mostReadings = 500;

interface ReadingRow {
  id: number;
  eid: string;
  first_seen_at: number;
  last_seen_at: number;
  info_at: number | null;
  operation_id: number;
  content: string;
}

function toReading(row: ReadingRow): { reading: CardReading; content: CardContent } {
  const place = { table: 'card_readings', row: row.id };
  const content = checked(place, 'content', cardContent, fromJson(place, 'content', row.content));
  const { freeNonVolatileMemory, freeVolatileMemory } = content.info ?? {};
  const reading = checked(place, 'row', cardReading, {
    id: row.id,
    eid: row.eid,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    ...(row.info_at === null ? {} : { infoAt: row.info_at }),
    operationId: row.operation_id,
    ...(freeNonVolatileMemory === undefined ? {} : { freeNonVolatileMemory }),
    ...(freeVolatileMemory === undefined ? {} : { freeVolatileMemory }),
    profiles: content.profiles.length,
    notifications: content.notifications.length,
  } satisfies z.input<typeof cardReading>);
  return { reading, content };
}

export function createCardReadings(
  db: Database,
  behind: WriteBehind,
  getCard: (eid: string) => Card | undefined,
): CardReadingStore & { readonly note: (eid: string, operationId: number) => void } {
  const newest = db.prepare('SELECT id, content FROM card_readings WHERE eid = ? ORDER BY id DESC LIMIT 1');
  const insert = db.prepare(`INSERT INTO card_readings
    (eid, first_seen_at, last_seen_at, info_at, operation_id, content)
    VALUES (@eid, @at, @at, @infoAt, @operationId, @content)`);
  const seenAgain = db.prepare(
    'UPDATE card_readings SET last_seen_at = @at, info_at = @infoAt WHERE id = @id',
  );
  const dropOldest = db.prepare(`DELETE FROM card_readings WHERE eid = @eid AND id <= (
    SELECT id FROM card_readings WHERE eid = @eid ORDER BY id DESC LIMIT 1 OFFSET ${mostReadings})`);
  const select = db.prepare(
    'SELECT * FROM card_readings WHERE eid = @eid AND id < @before ORDER BY id DESC LIMIT @limit',
  );
  const one = db.prepare('SELECT * FROM card_readings WHERE eid = ? AND id = ?');

  return {
    /**
     * Deferred. Keeps what the store knows of the card now, as what the operation has found; nothing where its EUICCInfo2 was never
     * read. One that is lost is told to nobody: it says only what was.
     */
    note(eid, operationId) {
      const write = () => {
        const card = getCard(eid);
        if (card?.info === undefined) return;
        const content = toJson('content', cardContent, contentOf(card));
        const times = { at: card.lastSeenAt, infoAt: card.infoAt ?? null };
        const last = newest.get(eid) as Pick<ReadingRow, 'id' | 'content'> | undefined;
        if (last?.content === content) seenAgain.run({ id: last.id, ...times });
        else {
          insert.run({ eid, operationId, content, ...times });
          dropOldest.run({ eid });
        }
      };
      behind.defer({ write });
    },
    list(eid, limit, before = Number.MAX_SAFE_INTEGER) {
      behind.settle();
      return select.all({ eid, before, limit }).map((row) => toReading(row as ReadingRow).reading);
    },
    get(eid, id) {
      behind.settle();
      const row = one.get(eid, id);
      return row === undefined ? undefined : toReading(row as ReadingRow);
    },
  };
}
