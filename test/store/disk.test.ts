import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Disk } from '../../src-main/store/disk.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { download, temporaryFolder, testStore } from './fixtures.ts';

const codeOf = (promise: Promise<void>) =>
  promise.then(
    () => 'synced',
    (error: unknown) => toWorkbenchError(error).code,
  );

/** A clock on which nobody waits. */
const quick: Clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} };

describe('Disk', () => {
  it('syncs for many at once, and again for those who come later', async () => {
    const path = join(temporaryFolder(), 'log');
    writeFileSync(path, 'x');
    const disk = new Disk(path, quick);
    expect(await Promise.all([disk.synced(), disk.synced()].map(codeOf))).toEqual(['synced', 'synced']);
    disk.begin();
    expect(await codeOf(disk.synced())).toBe('synced');
    disk.close();
    expect(await codeOf(disk.synced())).toBe('synced');
  });

  it('tells once what a sync has failed with that nobody waited for', async () => {
    const path = join(temporaryFolder(), 'log');
    const disk = new Disk(path, quick);
    // A folder cannot be opened for writing.
    mkdirSync(path);
    disk.begin();
    await new Promise((resolve) => setImmediate(resolve));
    rmSync(path, { recursive: true });
    writeFileSync(path, 'x');
    expect(await codeOf(disk.synced())).toBe('store_failed');
    expect(await codeOf(disk.synced())).toBe('synced');
    disk.close();
  });

  it('tells whoever waits', async () => {
    const disk = new Disk(join(temporaryFolder(), 'nowhere', 'log'), quick);
    expect(await codeOf(disk.synced())).toBe('store_failed');
    disk.close();
  });
});

describe('a store', () => {
  it('is on the disk when it says so, and in memory has none', async () => {
    const onDisk = testStore({ folder: temporaryFolder() });
    onDisk.createOperation(download);
    expect(await codeOf(onDisk.synced(1))).toBe('synced');
    const inMemory = testStore();
    inMemory.createOperation(download);
    expect(await codeOf(inMemory.synced(1))).toBe('synced');
  });
});
