import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import type { TesterDay } from '../support/tester-day.ts';
import { expectTesterDay } from '../support/tester-day-seen.ts';
import { drive, missing } from './sandbox.ts';

describe("the tester's day in the desktop application", driven(missing()), () => {
  test('a card, an order, a fault, a download that is told what happened, and one that succeeds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'electron-tester-'));
    try {
      expectTesterDay(await drive<TesterDay>('drive-tester.ts', folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 300_000);
});
