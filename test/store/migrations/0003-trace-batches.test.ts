import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../src-main/store/migrate.ts';
import { initial } from '../../../src-main/store/migrations/0001-initial.ts';
import { operationSecrets } from '../../../src-main/store/migrations/0002-operation-secrets.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';
import { createSealer } from '../../../src-main/store/seal.ts';
import { systemEntropy } from '../../../src-shared/system-ports.ts';
import type { TraceEntry } from '../../../src-shared/trace.ts';
import { download, errorOf, temporaryFolder, testKey, testStore } from '../fixtures.ts';

/** The payload of an entry as versions 1 and 2 wrote it. */
function olderPayload(head: object, ...parts: readonly Uint8Array[]): Uint8Array {
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, ...parts]);
}

it('migration 3 keeps the trace of version 2, and goes on with it', () => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder);
  const sealer = createSealer(testKey(), systemEntropy);
  const db = new Database(join(folder, 'workbench.db'));
  migrate(db, 0, [initial, operationSecrets], () => {
    const probe = sealer.seal('sealing.probe', Buffer.from('euicc-workbench'));
    db.prepare('INSERT INTO sealing VALUES (1, ?)').run(probe);
  });
  db.prepare(`INSERT INTO operations (id, kind, status, reader_id, reader_name, simulated, request,
    activation_code_use, created_at, updated_at) VALUES (41, 'download', 'download', 'sim:0', 'r', 1, ?, 'unused', 1, 2)`).run(
    sealer.seal('operations.request:41', Buffer.from(JSON.stringify(download.request))),
  );
  const insert = db.prepare('INSERT INTO trace_entries VALUES (41, ?, ?, ?, ?, ?, ?)');
  const seal = (seq: number, bytes: Uint8Array) => sealer.seal(`trace_entries.payload:41:${seq}`, bytes);
  const command = Uint8Array.of(0x80, 0xe2);
  const response = Uint8Array.of(0x90, 0x00);
  insert.run(
    1,
    'apdu',
    'ES10c.GetEID',
    10,
    0.125,
    seal(1, olderPayload({ kind: 'apdu', sizes: [2, 2] }, command, response)),
  );
  insert.run(
    2,
    'note',
    'channel_fallback',
    11,
    null,
    seal(2, olderPayload({ kind: 'note', params: { sw: '6881' } })),
  );
  const http = {
    kind: 'http',
    method: 'POST',
    url: 'https://a/b',
    requestHeaders: [['A', 'b']],
    status: 204,
  };
  insert.run(3, 'http', 'ES9+.X', 12, 5, seal(3, olderPayload({ ...http, sizes: [2] }, command)));
  // One that says another kind than was sealed.
  insert.run(4, 'note', 'ES10c.GetEID', 13, 1, seal(4, olderPayload({ kind: 'apdu', sizes: [2] }, command)));
  db.close();

  const store = testStore({ folder });
  const older: TraceEntry[] = [
    { kind: 'apdu', startedAt: 10, durationMs: 0.125, purpose: 'ES10c.GetEID', command, response },
    { kind: 'note', startedAt: 11, code: 'channel_fallback', params: { sw: '6881' } },
    {
      kind: 'http',
      startedAt: 12,
      durationMs: 5,
      purpose: 'ES9+.X',
      method: 'POST',
      url: 'https://a/b',
      requestHeaders: [['A', 'b']],
      requestBody: command,
      status: 204,
    },
  ];
  expect(store.listTrace(41, 0, 3).map(({ entry }) => entry)).toEqual(older);
  expect(errorOf(() => store.getTrace(41, 4)).params).toMatchObject({ row: '41/4', column: 'older' });
  const later: TraceEntry = { kind: 'note', startedAt: 14, code: 'later', params: {} };
  expect(store.appendTrace(41, later)).toBe(5);
  expect(store.getTrace(41, 5)).toEqual({ seq: 5, entry: later });
  store.close();

  const after = new Database(join(folder, 'workbench.db'));
  expect(after.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(after.pragma('foreign_key_check')).toEqual([]);
  after.close();
});
