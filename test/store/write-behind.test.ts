import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src-main/store/sqlite.ts';
import { WriteBehind } from '../../src-main/store/write-behind.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { download, temporaryFolder, testStore } from './fixtures.ts';

/** Two connections to one file, and a clock of which a test calls the alarm. */
function setup() {
  const path = join(temporaryFolder(), 'x.db');
  const db = openDatabase(path);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE t (v INTEGER CHECK (v < 100)) STRICT');
  const other = new Database(path, { readonly: true });
  onTestFinished(() => {
    other.close();
    db.close();
  });
  const alarms: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: () => new Promise((resolve) => alarms.push(resolve)),
  };
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  const values = (from: Database) => from.prepare('SELECT v FROM t ORDER BY rowid').pluck().all();
  return { behind: new WriteBehind(db, clock), db, other, alarms, insert, values };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('shows at once what is written soon, and commits it within the time', async () => {
  const { behind, db, other, alarms, insert, values } = setup();
  behind.soon(() => insert.run(1));
  behind.defer({ write: () => void insert.run(2) });
  behind.soon(() => insert.run(3));
  expect(values(db)).toEqual([1, 2, 3]);
  expect(values(other)).toEqual([]);
  expect(alarms.length).toBe(1);
  alarms[0]?.();
  await turn();
  expect(values(other)).toEqual([1, 2, 3]);
});

it('commits with a write that cannot wait all that came before it', () => {
  const { behind, other, insert, values } = setup();
  behind.soon(() => insert.run(1));
  behind.defer({ write: () => void insert.run(2) });
  behind.deferLatest('key', () => void insert.run(3));
  behind.deferLatest('key', () => void insert.run(4));
  behind.atomically(() => insert.run(5));
  expect(values(other)).toEqual([1, 2, 4, 5]);
});

it.each([false, true])('undoes alone what fails, with something deferred before it: %s', (before) => {
  const { behind, other, insert, values } = setup();
  if (before) behind.soon(() => insert.run(1));
  for (const write of [behind.soon.bind(behind), behind.atomically.bind(behind)])
    expect(() =>
      write(() => {
        insert.run(2);
        insert.run(100);
      }),
    ).toThrow('CHECK');
  behind.atomically(() => insert.run(3));
  expect(values(other)).toEqual(before ? [1, 3] : [3]);
});

it('does not bring back the progress of an operation that has ended', () => {
  const store = testStore();
  const { id } = store.createOperation(download);
  store.noteProgress(id, 1_100, { step: 'x', bytesDone: 1, bytesTotal: 2 });
  expect(store.getOperation(id)?.progress).toEqual({ step: 'x', bytesDone: 1, bytesTotal: 2 });
  store.noteProgress(id, 1_200, { step: 'x', bytesDone: 2, bytesTotal: 2 });
  store.enterStatus(id, 'successful', 1_300);
  expect(store.getOperation(id)).not.toHaveProperty('progress');
});
