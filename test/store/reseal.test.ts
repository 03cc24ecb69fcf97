import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { databaseName } from '../../src-main/store/data-folder.ts';
import { cursorKey } from '../../src-main/store/fleet-cursor.ts';
import { type HeldKey, holdKey, openKey } from '../../src-main/store/key.ts';
import { openStore, type Store } from '../../src-main/store/open.ts';
import { openStoreForReading } from '../../src-main/store/reading.ts';
import { createOpener, sealingKeys } from '../../src-main/store/seal.ts';
import { systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { clock, downloadOf, errorOf, temporaryFolder, testStore } from './fixtures.ts';

/** A data folder in use. A crash leaves it as it is on the disk and goes on with that. */
class Bench {
  folder = temporaryFolder();
  held!: HeldKey;
  store!: Store;
  #count = 0;

  async open(): Promise<this> {
    this.held = await holdKey({ folder: this.folder, entropy });
    this.store = testStore({ folder: this.folder, key: this.held.key });
    return this;
  }

  /** What `kill -9` leaves: the database and its log, as they were handed to the system. */
  async crash(): Promise<void> {
    const folder = temporaryFolder();
    cpSync(this.folder, folder, { recursive: true });
    this.folder = folder;
    await this.open();
  }

  /** One of everything that the master key seals, itself or through the vault. */
  write(traces = 1): void {
    const { store } = this;
    const n = ++this.#count;
    const { id } = store.createOperation(downloadOf(`CODE-NUMBER-${n}`));
    expect(id).toBe(n);
    store.addSecret(id, { kind: 'token', value: `secret-${n}` });
    store.saveEventIds(id, [`EVENT-${n}`]);
    for (let i = 0; i < traces; i++)
      store.appendTrace(id, {
        kind: 'apdu',
        startedAt: n,
        durationMs: 1,
        purpose: `entry ${n}`,
        command: Uint8Array.of(1, 2),
      });
  }

  /** Everything that was written is there, for the engine and for whoever reads beside it. */
  expectAll(): void {
    const { store, folder, held } = this;
    const other = openStoreForReading({
      folder,
      keys: sealingKeys(openKey({ folder, entropy })),
      cursorKey: cursorKey(held.key),
    });
    try {
      for (let n = 1; n <= this.#count; n++) {
        expect(store.getRequest(n)).toMatchObject({
          activationCode: `LPA:1$smdp.example.com$CODE-NUMBER-${n}$$1`,
        });
        expect(store.getEventId(n, 0)).toBe(`EVENT-${n}`);
        expect(store.listTrace(n, 0, 1)).toMatchObject([{ entry: { purpose: `entry ${n}` } }]);
        expect(store.redactText(n, `it is secret-${n}`)).not.toContain('secret-');
        expect(other.redactedTrace(n, 0, 1)).toHaveLength(1);
        const codeId = store.getOperation(n)?.codeId ?? 0;
        expect(store.codes.reveal(codeId)).toMatchObject({
          activationCode: `LPA:1$smdp.example.com$CODE-NUMBER-${n}$$1`,
        });
      }
    } finally {
      other.close();
    }
  }

  /** The first bytes of all values that a master key has sealed, each once. */
  marks(): string[] {
    const db = new Database(join(this.folder, databaseName), { readonly: true });
    const columns = [
      ['sealing', 'probe'],
      ['vault_keys', 'sealed'],
      ['operations', 'request'],
      ['operation_secrets', 'secret'],
      ['operation_events', 'event_id'],
      ['trace_batches', 'payload'],
    ];
    const query = columns
      .map(
        ([table, column]) =>
          `SELECT hex(substr(${column}, 1, iif(hex(substr(${column}, 1, 1)) = '01', 1, 5))) FROM ${table}`,
      )
      .join(' UNION ');
    const found = db.prepare(query).pluck().all() as string[];
    db.close();
    return found.toSorted();
  }
}

const actions = ['write', 'new key', 'use', 'part', 'forget', 'crash'] as const;

describe('sealing anew', () => {
  it('leaves everything readable, whatever is done and wherever it breaks off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...actions), { minLength: 4, maxLength: 30 }),
        async (steps) => {
          const bench = await new Bench().open();
          bench.write();
          for (const step of steps) {
            const { store, held } = bench;
            if (step === 'write') bench.write();
            if (step === 'new key' && held.key.older.length < 7) await held.rotate(undefined);
            if (step === 'use') store.keys.use(held.key);
            if (step === 'part' && store.keys.state() !== undefined) store.keys.part();
            const state = store.keys.state();
            if (step === 'forget' && state?.finished === true) {
              await store.onDisk();
              await held.dropOlder(state.key);
              if (held.key.number === state.key) store.keys.use(held.key);
            }
            if (step === 'crash') await bench.crash();
          }
          await bench.crash();
          bench.expectAll();
          if (bench.held.key.number === 1) return;
          while (!bench.store.keys.part().finished);
          await bench.held.dropOlder(bench.held.key.number);
          await bench.crash();
          bench.expectAll();
          expect(bench.held.key.older).toEqual([]);
          expect(bench.marks()).toHaveLength(1);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('goes on where it was killed, in parts of some rows', async () => {
    const bench = await new Bench().open();
    bench.write(450);
    bench.write();
    expect(bench.marks()).toEqual(['01']);
    await bench.held.rotate(undefined);
    await bench.crash();
    // The file has both keys and nothing else was done.
    bench.expectAll();
    bench.write();
    bench.store.keys.use(bench.held.key);
    bench.expectAll();
    expect(bench.marks()).toEqual(['01', '0200000002']);
    let before = bench.store.keys.state();
    expect(before).toMatchObject({ key: 2, sealed: 0, finished: false });
    for (let parts = 1; ; parts++) {
      const state = bench.store.keys.part();
      expect(state.sealed - (before?.sealed ?? 0)).toBeLessThanOrEqual(200);
      expect(state.done).toBeGreaterThanOrEqual(before?.done ?? 0);
      expect(state.done).toBeLessThanOrEqual(state.total);
      await bench.crash();
      bench.expectAll();
      // Nothing of it was lost.
      expect(bench.store.keys.state()).toEqual(state);
      before = state;
      if (state.finished) break;
      expect(parts).toBeLessThan(40);
    }
    // 451 traces, and a request, a secret and an event of each of the two operations of before.
    expect(before).toMatchObject({ sealed: 451 + 3 * 2, unreadable: 0 });
    expect(bench.marks()).toEqual(['0200000002']);
    await bench.held.dropOlder(2);
    await bench.crash();
    bench.expectAll();
    expect(readFileSync(join(bench.folder, 'store.key'), 'utf8')).toContain('"older":[]');
  });

  it('keeps the older keys where a value is damaged, and says so', async () => {
    const bench = await new Bench().open();
    bench.write();
    const db = new Database(join(bench.folder, databaseName));
    db.exec(`UPDATE trace_batches SET payload = x'${'01'.repeat(61)}'`);
    db.close();
    await bench.held.rotate(undefined);
    bench.store.keys.use(bench.held.key);
    let state = bench.store.keys.part();
    while (!state.finished) state = bench.store.keys.part();
    expect(state).toMatchObject({ unreadable: 1, finished: true });
    expect(errorOf(() => bench.store.listTrace(1, 0, 1)).code).toBe('store_corrupt');
    // Once it is gone, another walk finds nothing that keeps them.
    const later = new Database(join(bench.folder, databaseName));
    later.exec('DELETE FROM trace_batches');
    later.close();
    bench.store.keys.use(bench.held.key);
    expect(bench.store.keys.state()).toMatchObject({ finished: false, unreadable: 0, sealed: state.sealed });
    while (!bench.store.keys.part().finished);
    expect(bench.store.keys.state()).toMatchObject({ finished: true, unreadable: 0 });
  });

  it('begins nothing where a key of the vault does not open, and forgets nothing then', async () => {
    const bench = await new Bench().open();
    bench.write();
    const db = new Database(join(bench.folder, databaseName));
    db.exec(`UPDATE vault_keys SET sealed = x'${'01'.repeat(61)}' WHERE id = 0`);
    db.close();
    await bench.crash();
    expect(errorOf(() => bench.store.keys.check()).code).toBe('store_corrupt');
    await bench.held.rotate(undefined);
    expect(errorOf(() => bench.store.keys.use(bench.held.key)).code).toBe('store_corrupt');
    expect(errorOf(() => bench.store.keys.part()).code).toBe('store_corrupt');
    expect(bench.store.keys.state()).toMatchObject({ done: 0, finished: false });
    expect(bench.store.codes.reveal(1)).toBeDefined();
  });

  it('keeps the key of the simulated bench, whatever becomes of the folder’s', async () => {
    const bench = await new Bench().open();
    const before = bench.store.keys.benchKey();
    expect(before).toEqual(bench.held.key.derive('simulator v1'));
    await bench.held.rotate(undefined);
    await bench.crash();
    expect(bench.store.keys.benchKey()).toEqual(before);
    bench.store.keys.use(bench.held.key);
    while (!bench.store.keys.part().finished);
    await bench.held.dropOlder(2);
    await bench.crash();
    expect(bench.store.keys.benchKey()).toEqual(before);
  });

  it('does not open with the newest key of a folder whose older one is still needed, nor with the older alone', async () => {
    const bench = await new Bench().open();
    bench.write();
    const first = bench.held.key;
    await bench.held.rotate(undefined);
    bench.store.keys.use(bench.held.key);
    const { folder } = bench;
    const { code } = errorOf(() => openStore({ folder, clock, entropy, key: first }));
    expect(code).toBe('store_wrong_key');
    const old = createOpener(sealingKeys(first));
    const db = new Database(join(folder, databaseName), { readonly: true });
    const sealed = db.prepare('SELECT sealed FROM vault_keys WHERE id = 1').pluck().get() as Uint8Array;
    db.close();
    expect(old.open('vault_keys.sealed:1', sealed)).toBeUndefined();
  });
});
