import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { openKey } from '../../src-main/store/key.ts';
import { migrations } from '../../src-main/store/migrations/index.ts';
import { systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import {
  confirmationCode,
  download,
  errorOf,
  matchingId,
  temporaryFolder,
  testKey,
  testStore,
} from './fixtures.ts';
import { killHard, startChild } from './processes.ts';

/** What lies in a folder, byte for byte. */
function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('hex')]));
}

describe('openStore', () => {
  it('keeps what was written, in private files', () => {
    const folder = temporaryFolder();
    const first = testStore({ folder });
    const { id } = first.createOperation(download);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
    first.close();
    expect(testStore({ folder }).getRequest(id)).toEqual(download.request);
  });

  it('leaves no secret readable in its files', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    const { id } = store.createOperation(download);
    const secret = new TextEncoder().encode(`{"matchingId":"${matchingId}"}`);
    store.appendTrace(id, {
      kind: 'http',
      startedAt: 1,
      durationMs: 1,
      purpose: 'ES9+.AuthenticateClient',
      method: 'POST',
      url: `https://smdp.example.com/?m=${matchingId}`,
      requestHeaders: [['authorization', `Bearer ${matchingId}`]],
      requestBody: secret,
    });
    store.appendTrace(id, { kind: 'note', startedAt: 1, code: 'seen', params: { text: matchingId } });
    store.enterStatus(id, 'download', 2_000);
    const everything = () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('');
    for (const text of [matchingId, confirmationCode]) {
      expect(everything()).not.toContain(text);
      expect(everything()).not.toContain(Buffer.from(text).toString('base64').slice(0, -4));
    }
    store.close();
    expect(everything()).not.toContain(matchingId);
  });

  it('refuses another key and changes nothing', () => {
    const folder = temporaryFolder();
    testStore({ folder }).close();
    const before = contents(folder);
    const error = errorOf(() => testStore({ folder, key: testKey(8) }));
    expect(error.toData()).toEqual({ code: 'store_wrong_key', params: { folder } });
    expect(contents(folder)).toEqual(before);
    testStore({ folder });
  });

  it('refuses a database of a newer version and changes nothing', () => {
    const folder = temporaryFolder();
    testStore({ folder }).close();
    const db = new Database(join(folder, 'workbench.db'));
    db.pragma(`user_version = ${migrations.length + 1}`);
    db.close();
    const before = contents(folder);
    const error = errorOf(() => testStore({ folder }));
    expect(error.toData()).toEqual({
      code: 'store_newer_version',
      params: { folder, found: migrations.length + 1, supported: migrations.length },
    });
    expect(contents(folder)).toEqual(before);
  });

  it("refuses another program's database and changes nothing", () => {
    const folder = temporaryFolder();
    const db = new Database(join(folder, 'workbench.db'));
    db.exec('CREATE TABLE theirs (x)');
    db.close();
    const before = contents(folder);
    expect(errorOf(() => testStore({ folder })).code).toBe('store_foreign');
    expect(contents(folder)).toEqual(before);
  });

  it('names a file that is no database, and a folder that is not there', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'workbench.db'), 'no database at all'.repeat(100));
    expect(errorOf(() => testStore({ folder })).code).toBe('store_damaged');
    expect(errorOf(() => testStore({ folder: join(folder, 'nowhere') })).family).not.toBe('');
  });

  it('has only STRICT tables, WAL and foreign keys', () => {
    const folder = temporaryFolder();
    const store = testStore({ folder });
    const db = new Database(join(folder, 'workbench.db'));
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    const tables = db
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(tables.length).toBeGreaterThan(8);
    for (const table of tables) expect(table).toMatchObject({ strict: 1 });
    db.close();
    const begin = () =>
      store.beginTransaction({ operationId: 99, transactionId: 'A', smdpAddress: 'a', startedAt: 1 });
    begin();
    expect(store.listTransactions(99)).toEqual([]);
    expect(errorOf(begin).code).toBe('store_row_missing');
  });

  it('shows after kill -9 all that was written before it, and can be locked again', async () => {
    const folder = temporaryFolder();
    const child = await startChild('write', folder);
    await killHard(child);
    lockDataFolder(folder).release();
    const store = testStore({ folder, key: openKey({ folder, entropy }) });
    const [operation] = store.unfinishedOperations();
    expect(operation).toMatchObject({ status: 'download', activationCodeUse: 'unused' });
    const id = operation?.id ?? 0;
    expect(store.listTransactions(id)).toMatchObject([{ status: 'in_progress', loadStarted: true }]);
    expect(store.listTrace(id, 0, 100).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});
