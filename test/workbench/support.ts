/** Pictures, clocks and workers for the tests of the reading worker. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import QRCode from 'qrcode';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src-shared/ports.ts';
import { greyPng } from '../support/png.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reading-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that stands still until it is put forward. */
export function handClock(): Clock & { forward(ms: number): void } {
  let now = 0;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((wake, reject) => {
        const sleeper = { until: now + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    forward(ms) {
      now += ms;
      for (const sleeper of [...sleepers])
        if (sleeper.until <= now && sleepers.delete(sleeper)) sleeper.wake();
    },
  };
}

/**
 * A worker that answers `trace.get` with its thread's number and what it got before; `seq` 13 breaks it, 14 ends it, 15
 * never ends.
 */
export function testWorker(): URL {
  const file = join(temporaryFolder(), 'worker.mjs');
  writeFileSync(
    file,
    `import { parentPort, threadId } from 'node:worker_threads';
    const got = [];
    parentPort.on('message', (message) => {
      if (message.close) return parentPort.close();
      const { id, input: { seq } } = message;
      got.push(seq);
      if (seq === 13) throw new RangeError('QX7-TOPSECRET-ID');
      if (seq === 14) process.exit(4);
      if (seq === 15) for (;;);
      parentPort.postMessage({ id, answer: { threadId, got: [...got] } });
    });`,
  );
  return pathToFileURL(file);
}

/** A grey PNG picture with a QR code in its middle, `scale` pixels a module. */
export function qrPicture(text: string, width: number, height: number, scale: number): Uint8Array {
  const { modules } = QRCode.create(text);
  const side = modules.size * scale;
  const [left, top] = [(width - side) >> 1, (height - side) >> 1];
  const blank = Buffer.alloc(width + 1, 255).fill(0, 0, 1);
  const lines = Array.from({ length: modules.size }, (_, y) => {
    const line = Buffer.from(blank);
    for (let x = 0; x < side; x++) if (modules.get(y, Math.floor(x / scale))) line[1 + left + x] = 0;
    return line;
  });
  const rows = Array.from(
    { length: height },
    (_, y) => (y < top ? undefined : lines[Math.floor((y - top) / scale)]) ?? blank,
  );
  return greyPng(width, height, Buffer.concat(rows));
}
