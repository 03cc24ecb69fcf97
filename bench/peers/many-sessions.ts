/** Many downloads in one process, one after the other, each onto a new card: how much memory is in use on the way. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createSmdp, fileStore } from '../../src-main/simulator/smdp/index.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { download, newCard } from '../lib/in-process.ts';
import { benchProfile } from '../lib/profile.ts';
import { benchPki, smdpAddress } from '../lib/workbench.ts';

/** Bytes, after everything that is of no use has been collected. */
export interface MemoryInUse {
  readonly sessions: number;
  readonly heap: number;
  readonly outsideHeap: number;
  readonly rss: number;
}

const [last = 1000, step = 100] = process.argv.slice(2).map(Number);
const { gc } = globalThis;
if (gc === undefined) throw new Error('node has to run with --expose-gc');

async function memoryInUse(sessions: number): Promise<MemoryInUse> {
  // What a finalizer lets go is collected in the next turn.
  for (let turn = 0; turn < 4; turn++) {
    gc?.();
    await setImmediate();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { sessions, heap: heapUsed, outsideHeap: external, rss };
}

const folder = mkdtempSync(join(tmpdir(), 'bench-sessions-'));
try {
  const pki = benchPki();
  const { offer } = benchProfile(smdpAddress);
  const smdp = createSmdp({
    pki,
    clock,
    entropy,
    store: fileStore(join(folder, 'smdp.json')),
    address: smdpAddress,
    profiles: [{ ...offer, maxInstallations: 1_000_000 }],
  });
  const measured: MemoryInUse[] = [];
  for (let session = 1; session <= last; session++) {
    const card = await newCard(pki);
    await download({ smdp, address: smdpAddress, card }, offer.matchingId);
    if (session % step === 0) measured.push(await memoryInUse(session));
  }
  const [order] = smdp.orders();
  if (order?.installations !== last) throw new Error(`${order?.installations} of ${last} were installed`);
  process.stdout.write(JSON.stringify(measured));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
