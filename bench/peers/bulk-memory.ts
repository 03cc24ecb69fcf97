/** A bulk of 20,000 rows in a process of its own: how much memory is in use before it, and at most while it is read. */

import { setTimeout } from 'node:timers/promises';
import { openKey } from '../../src-main/store/key.ts';
import { startReading } from '../../src-main/workbench/reading.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';

/** Bytes of RSS; rows without the head. */
export interface BulkMemory {
  readonly idle: number;
  readonly peak: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
  readonly truncated: boolean;
}

const [folder = '', pauseMs = '0'] = process.argv.slice(2);
const reading = startReading({ folder, key: openKey({ folder, entropy }), clock });
await reading.fleet.page('inventory', { size: 1 });
await setTimeout(500);
const idle = process.memoryUsage.rss();
let peak = idle;
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const timer = setInterval(look, 2);
const began = clock.monotonic();
const { truncated, chunks } = await reading.fleet.bulk('inventory', {});
let bytes = 0;
let lines = 0;
for await (const chunk of chunks) {
  look();
  bytes += Buffer.byteLength(chunk);
  lines += chunk.split('\r\n').length - 1;
  // As one who reads slowly.
  if (pauseMs !== '0') await setTimeout(Number(pauseMs));
}
look();
clearInterval(timer);
const measured: BulkMemory = { idle, peak, rows: lines - 1, bytes, ms: clock.monotonic() - began, truncated };
await reading.close();
process.stdout.write(JSON.stringify(measured));
