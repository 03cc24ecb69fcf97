import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';
import { createSealer } from '../../../src-main/store/seal.ts';
import { systemEntropy } from '../../../src-shared/system-ports.ts';
import { download, temporaryFolder, testKey, testStore } from '../fixtures.ts';

it('migration 2 keeps the operations of version 1 and lets them have secrets', () => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder);
  const sealer = createSealer(testKey(), systemEntropy);
  const db = new Database(join(folder, 'workbench.db'));
  migrate(db, 0, [initial], () => {
    const probe = sealer.seal('sealing.probe', Buffer.from('euicc-workbench'));
    db.prepare('INSERT INTO sealing VALUES (1, ?)').run(probe);
  });
  // A row as version 1 wrote it.
  db.prepare(`INSERT INTO operations (id, kind, status, reader_id, reader_name, simulated, request,
    activation_code_use, created_at, updated_at) VALUES (41, 'download', 'download', 'sim:0', 'r', 1, ?, 'unused', 1, 2)`).run(
    sealer.seal('operations.request:41', Buffer.from(JSON.stringify(download.request))),
  );
  db.prepare(
    "INSERT INTO operation_steps (operation_id, seq, at, status) VALUES (41, 1, 1, 'starting')",
  ).run();
  db.close();

  const store = testStore({ folder });
  expect(store.getRequest(41)).toEqual(download.request);
  expect(store.getOperation(41)).toMatchObject({ status: 'download', updatedAt: 2 });
  expect(store.listSteps(41)).toHaveLength(1);
  store.addSecret(41, { kind: 'matching_id', value: 'EVENT-ID-77' });
  expect(store.redactText(41, 'was EVENT-ID-77')).toBe('was ***********');
  expect(store.createOperation(download).id).toBe(42);
  store.close();

  const after = new Database(join(folder, 'workbench.db'));
  expect(after.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(after.pragma('foreign_key_check')).toEqual([]);
  after.close();
});
