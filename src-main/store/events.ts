/** The event ids that a discovery has found (SGP.22 v2.5 §3.6.1). An event id is a matching id, and kept sealed like one. */

import type Database from 'better-sqlite3';
import type { OperationStore } from './port.ts';
import type { Opener, Sealer } from './seal.ts';
import { corrupt } from './sqlite.ts';
import type { WriteBehind } from './write-behind.ts';

export const eventContext = (operationId: number, seq: number) =>
  `operation_events.event_id:${operationId}:${seq}`;

/** The event ids, read only. */
export function createEventReader(db: Database, opener: Opener): Pick<OperationStore, 'getEventId'> {
  const select = db
    .prepare('SELECT event_id FROM operation_events WHERE operation_id = ? AND seq = ?')
    .pluck();
  return {
    getEventId(operationId, index) {
      const bytes = select.get(operationId, index);
      if (bytes === undefined) return undefined;
      const opened = opener.open(eventContext(operationId, index), bytes as Uint8Array);
      if (opened === undefined)
        throw corrupt(
          { table: 'operation_events', row: `${operationId}/${index}` },
          'event_id',
          'it does not unseal',
        );
      return Buffer.from(opened).toString();
    },
  };
}

export function createEvents(
  db: Database,
  sealer: Sealer,
  behind: WriteBehind,
): Pick<OperationStore, 'saveEventIds' | 'getEventId'> {
  const clear = db.prepare('DELETE FROM operation_events WHERE operation_id = ?');
  const insert = db.prepare('INSERT INTO operation_events (operation_id, seq, event_id) VALUES (?, ?, ?)');
  const reader = createEventReader(db, sealer);
  return {
    saveEventIds(operationId, eventIds) {
      const sealed = eventIds.map((id, seq) => sealer.seal(eventContext(operationId, seq), Buffer.from(id)));
      behind.atomically(() => {
        clear.run(operationId);
        for (const [seq, bytes] of sealed.entries()) insert.run(operationId, seq, bytes);
      });
    },
    getEventId(operationId, index) {
      behind.flush();
      return reader.getEventId(operationId, index);
    },
  };
}
