import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { cursorKey } from '../../src-main/store/fleet-cursor.ts';
import { openStore, type Store, type StoreOptions } from '../../src-main/store/open.ts';
import type { NewOperation } from '../../src-main/store/port.ts';
import { StoreKey, sealingKeys } from '../../src-main/store/seal.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { systemEntropy } from '../../src-shared/system-ports.ts';

export const eid = '89049032123451234512345678901235';
export const otherEid = '89049032123451234512345678901236';
export const matchingId = 'QX7-TOPSECRET-ID';
export const confirmationCode = '4711-geheim';
export const activationCode = `LPA:1$smdp.example.com$${matchingId}$$1`;

export function testKey(fill = 7): StoreKey {
  return new StoreKey(new Uint8Array(32).fill(fill));
}

/** What another thread opens the store with. */
export function keysOf(key: StoreKey) {
  return { keys: sealingKeys(key), cursorKey: cursorKey(key) };
}

export const clock: Clock = { now: () => 5_000, monotonic: () => 0, sleep: () => Promise.resolve() };

/** A folder of its own, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that is closed after the test. */
export function testStore(options: Partial<StoreOptions> = {}): Store {
  const store = openStore({ folder: ':memory:', clock, entropy: systemEntropy, key: testKey(), ...options });
  onTestFinished(() => store.close());
  return store;
}

export const download: NewOperation = {
  request: {
    kind: 'download',
    readerId: 'sim:0',
    activationCode,
    confirmationCode,
    acceptProfile: true,
  },
  readerName: 'Simulated reader 0',
  simulated: true,
  createdAt: 1_000,
};

/** The same with another code: two operations cannot have one. */
export function downloadOf(matching: string): NewOperation {
  const request = { ...download.request, activationCode: `LPA:1$smdp.example.com$${matching}$$1` };
  return { ...download, request } as NewOperation;
}

/** The error that a call throws; fails the test where it throws none or another kind. */
export function errorOf(body: () => unknown): WorkbenchError {
  try {
    body();
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
