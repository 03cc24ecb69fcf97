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

const owner = 'operation 1';
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('shows what is written later once that is settled, and commits it within the time', async () => {
  const { behind, db, other, alarms, insert, values } = setup();
  behind.later(owner, () => void insert.run(1));
  behind.defer({ write: () => void insert.run(2) });
  behind.later(owner, () => void insert.run(3));
  behind.settle();
  expect(values(db)).toEqual([1, 2, 3]);
  expect(values(other)).toEqual([]);
  expect(alarms.length).toBe(1);
  alarms[0]?.();
  await turn();
  expect(values(other)).toEqual([1, 2, 3]);
});

it('commits with a write that cannot wait all that came before it', () => {
  const { behind, other, insert, values } = setup();
  behind.later(owner, () => void insert.run(1));
  behind.defer({ write: () => void insert.run(2) });
  behind.deferLatest(owner, () => void insert.run(3));
  behind.deferLatest(owner, () => void insert.run(4));
  behind.atomically(() => insert.run(5));
  expect(values(other)).toEqual([1, 2, 4, 5]);
});

it.each([false, true])('undoes alone what fails, with something deferred before it: %s', (before) => {
  const { behind, other, insert, values } = setup();
  const fails = () => {
    insert.run(2);
    insert.run(100);
  };
  if (before) behind.later(owner, () => void insert.run(1));
  expect(() => behind.atomically(fails)).toThrow('CHECK');
  behind.later(owner, fails);
  behind.settle();
  // Nobody else is told.
  behind.check('operation 2', 'card 1');
  expect(() => behind.check('card 1', owner)).toThrow('CHECK');
  behind.check(owner);
  behind.later(owner, fails);
  behind.flush();
  expect(() => behind.later(owner, () => void insert.run(4))).toThrow('CHECK');
  behind.atomically(() => insert.run(3));
  expect(values(other)).toEqual(before ? [1, 3] : [3]);
});

it('commits what has gathered with what is due by itself, and not with what cannot wait', async () => {
  const { behind, other, alarms, insert, values } = setup();
  const gathered = [1, 2];
  behind.onCommit(() => gathered.splice(0).map((value) => ({ write: () => void insert.run(value) })));
  behind.gathered();
  behind.atomically(() => insert.run(3));
  expect(values(other)).toEqual([3]);
  alarms[0]?.();
  await turn();
  expect(values(other)).toEqual([3, 1, 2]);
});

it('tries the parts of a write one by one where it fails as a whole', () => {
  const { behind, other, insert, values } = setup();
  const lost: number[] = [];
  const parts = [1, 100, 2].map((value) => ({
    write: () => void insert.run(value),
    onFailure: () => void lost.push(value),
  }));
  behind.defer({
    write() {
      for (const part of parts) part.write();
    },
    parts: () => parts,
  });
  behind.flush();
  expect(values(other)).toEqual([1, 2]);
  expect(lost).toEqual([100]);
  behind.check(owner);
});

it('tells who owns a write that it was lost, whatever it is made with', () => {
  const { behind, other, insert, values } = setup();
  const lost: string[] = [];
  behind.later(
    owner,
    () => void insert.run(100),
    () => void lost.push('later'),
  );
  behind.deferLatest('operation 2', () => void insert.run(100));
  behind.atomically(() => insert.run(1));
  expect(lost).toEqual(['later']);
  expect(() => behind.check(owner)).toThrow('CHECK');
  expect(() => behind.check('operation 2')).toThrow('CHECK');
  expect(values(other)).toEqual([1]);
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

it('does not show the progress of one whose card is read again after its end, nor an older time', () => {
  const store = testStore();
  const { id } = store.createOperation(download);
  store.noteProgress(id, 1_100, { step: 'x' });
  const patched = store.patchOperation(id, 1_200, { iccid: '8949000000000000017' });
  expect(store.getOperation(id)).toEqual({ ...patched, progress: { step: 'x' } });
  const ended = store.enterStatus(id, 'failed', 1_300, { reconciliation: { state: 'pending' } });
  store.endStep(id, store.beginStep(id, 'connect', 1_400), { apdus: 1, durationMs: 1 });
  expect(store.getOperation(id)).toEqual(ended);
});
