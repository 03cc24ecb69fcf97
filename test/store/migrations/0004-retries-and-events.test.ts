import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';
import { createSealer } from '../../../src-main/store/seal.ts';
import { systemEntropy } from '../../../src-shared/system-ports.ts';
import { download, eid, temporaryFolder, testKey, testStore } from '../fixtures.ts';

it('migration 4 keeps notifications and operations, and lets them have retries and events', () => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder);
  const sealer = createSealer(testKey(), systemEntropy);
  const db = new Database(join(folder, 'workbench.db'));
  migrate(db, 0, migrations.slice(0, 3), () => {
    const probe = sealer.seal('sealing.probe', Buffer.from('euicc-workbench'));
    db.prepare('INSERT INTO sealing VALUES (1, ?)').run(probe);
  });
  // Rows as version 3 wrote them.
  db.prepare(`INSERT INTO operations (id, kind, status, reader_id, reader_name, simulated, request,
    activation_code_use, created_at, updated_at) VALUES (41, 'download', 'download', 'sim:0', 'r', 1, ?, 'unused', 1, 2)`).run(
    sealer.seal('operations.request:41', Buffer.from(JSON.stringify(download.request))),
  );
  db.prepare('INSERT INTO cards (eid, last_seen_at, simulated) VALUES (?, 1, 1)').run(eid);
  const insert =
    db.prepare(`INSERT INTO notifications (eid, sequence_number, event, address, attempts, state, seen_at)
    VALUES (?, ?, 'install', 'a.example', ?, ?, 5)`);
  insert.run(eid, 1, 1, 'delivered');
  insert.run(eid, 2, 3, 'waiting');
  db.close();

  const store = testStore({ folder });
  expect(store.getOperation(41)).toMatchObject({ status: 'download' });
  expect(store.listNotifications(eid)).toMatchObject([
    { sequenceNumber: 1, state: 'removed' },
    { sequenceNumber: 2, state: 'waiting', attempts: 3 },
  ]);
  store.setNotification(eid, 2, { nextAttemptAt: 99 });
  expect(store.listNotifications(eid)).toMatchObject([{}, { nextAttemptAt: 99 }]);
  const events = [{ source: 'smds' as const, smdsAddress: 'smds.example', smdpAddress: 'smdp.example' }];
  expect(store.patchOperation(41, 3, { events })).toMatchObject({ events });
  store.saveEventIds(41, ['EVENT-1']);
  expect([store.getEventId(41, 0), store.getEventId(41, 1)]).toEqual(['EVENT-1', undefined]);
  store.close();

  const after = new Database(join(folder, 'workbench.db'));
  expect(after.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(after.pragma('foreign_key_check')).toEqual([]);
  const kept = after.prepare('SELECT event_id FROM operation_events').pluck().get() as Uint8Array;
  expect(Buffer.from(kept).includes('EVENT')).toBe(false);
  after.close();
});
