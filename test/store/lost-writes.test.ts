/** Deferred writes that are lost: who is told of them, and what is known of the operation afterwards. */

import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  download,
  downloadOf,
  eid,
  errorOf,
  matchingId,
  otherEid,
  temporaryFolder,
  testStore,
} from './fixtures.ts';

const iccid = '8949000000000000017';
const seen = { eid, lastSeenAt: 1, simulated: true };

/** A store of which writes to a table, or to some of its columns, fail for as long as `broken` says. */
function breakableStore() {
  const folder = temporaryFolder();
  const store = testStore({ folder });
  const db = new Database(join(folder, 'workbench.db'));
  onTestFinished(() => void db.close());
  return {
    store,
    broken(when: string | undefined) {
      db.exec('DROP TRIGGER IF EXISTS broken');
      if (when !== undefined)
        db.exec(`CREATE TRIGGER broken BEFORE ${when} BEGIN SELECT raise(ABORT, 'no'); END`);
    },
  };
}

describe('a patch that is lost', () => {
  it('is told to its operation, not to another one nor to a reader, and is not believed in', () => {
    const { store, broken } = breakableStore();
    const { id } = store.createOperation(download);
    const other = store.createOperation(downloadOf('OTHER'));
    broken('UPDATE OF iccid ON operations');
    expect(store.patchOperation(id, 1_100, { iccid }).iccid).toBe(iccid);
    expect(store.listTransactions(id)).toEqual([]);
    expect(store.listCards()).toEqual([]);
    expect(store.getOperation(id)).not.toHaveProperty('iccid');
    broken(undefined);
    store.beginStep(other.id, 'x', 1_200);
    expect(errorOf(() => store.noteProgress(id, 1_200, { step: 'x' })).code).toBe('internal');
    expect(store.patchOperation(id, 1_300, { smdpAddress: 'a.example' })).not.toHaveProperty('iccid');
  });

  it.each(['enterStatus', 'patchOperation'] as const)(
    'is told before %s writes what builds on it',
    (call) => {
      const { store, broken } = breakableStore();
      const { id } = store.createOperation(download);
      broken('UPDATE OF iccid ON operations');
      store.patchOperation(id, 1_100, { iccid });
      const reconciliation = { state: 'pending' } as const;
      const change = () =>
        call === 'enterStatus'
          ? store.enterStatus(id, 'failed', 1_200, { reconciliation })
          : store.patchOperation(id, 1_200, { reconciliation });
      expect(errorOf(change).code).toBe('internal');
      expect(store.getOperation(id)).toMatchObject({ status: 'starting', reconciliation: { state: 'none' } });
      const changed = change();
      expect(changed).not.toHaveProperty('iccid');
      expect(store.getOperation(id)).toEqual(changed);
    },
  );

  it('is told once, where the change after it fails too', () => {
    const { store, broken } = breakableStore();
    const { id } = store.createOperation(download);
    broken('UPDATE ON operations');
    store.patchOperation(id, 1_100, { iccid });
    expect(errorOf(() => store.enterStatus(id, 'download', 1_200)).code).toBe('internal');
    expect(errorOf(() => store.enterStatus(id, 'failed', 1_200)).code).toBe('internal');
    broken(undefined);
    expect(store.getOperation(id)?.status).toBe('starting');
    expect(store.enterStatus(id, 'failed', 1_200)).not.toHaveProperty('iccid');
  });

  it('is told before the card is changed', async () => {
    const { store, broken } = breakableStore();
    const { id } = store.createOperation(download);
    await store.synced(id);
    broken('UPDATE OF eid ON operations');
    store.patchOperation(id, 1_100, { eid });
    await expect(store.synced(id)).rejects.toMatchObject({ code: 'internal', family: 'internal' });
    await store.synced(id);
  });

  it('takes no secret out of hiding', () => {
    const { store, broken } = breakableStore();
    const { id } = store.createOperation(download);
    broken('UPDATE OF iccid ON operations');
    store.patchOperation(id, 1_100, { iccid });
    const error = { code: 'es9_status', params: { serverMessage: `unknown: ${matchingId}` } } as const;
    expect(errorOf(() => store.enterStatus(id, 'failed', 1_200, { error })).code).toBe('internal');
    store.beginTransaction({ operationId: 9, transactionId: 'A', smdpAddress: 'a', startedAt: 1 });
    const failed = store.enterStatus(id, 'failed', 1_200, { error });
    expect(JSON.stringify(failed)).not.toContain(matchingId);
  });
});

describe('what is lost of a card', () => {
  it('is told to the operation that is at it, and to none that comes to it later', () => {
    const { store, broken } = breakableStore();
    const at = store.createOperation(download).id;
    const elsewhere = store.createOperation(downloadOf('ELSEWHERE')).id;
    const later = store.createOperation(downloadOf('LATER')).id;
    store.patchOperation(at, 1_100, { eid });
    store.patchOperation(elsewhere, 1_100, { eid: otherEid });
    broken('INSERT ON cards');
    store.saveCard(seen);
    expect(store.getCard(eid)).toBeUndefined();
    store.beginStep(elsewhere, 'x', 1_200);
    expect(errorOf(() => store.beginStep(at, 'x', 1_200)).code).toBe('internal');
    store.beginStep(at, 'x', 1_200);
    store.saveCard(seen);
    store.getCard(eid);
    broken(undefined);
    store.patchOperation(later, 1_300, { eid });
    store.beginStep(later, 'x', 1_300);
    store.saveCard(seen);
    expect(store.getCard(eid)).toMatchObject({ eid });
  });
});
