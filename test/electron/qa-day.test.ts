import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import type { QaDay } from '../support/qa-day.ts';
import { drive, missing } from './sandbox.ts';

describe('the QA engineer in Electron', driven(missing()), () => {
  let folder: string;
  let seen: QaDay & { readonly handedOver: boolean; readonly problems: string[] };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'electron-qa-'));
    seen = await drive('drive-qa.ts', folder);
  }, 300_000);
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('finds why a download failed, exports the evidence and replays it in a fresh data folder, by keyboard', () => {
    expect(seen.fileName).toMatch(/\.euicc-evidence$/);
    expect(seen.fileBytes).toBeGreaterThan(1000);
    expect(seen.verdict).toContain('Byte for byte the same');
    expect(seen.problems).toEqual([]);
  });

  test('with axe finding nothing on any view that was passed', () => {
    expect(seen.views.length).toBeGreaterThan(5);
    expect(seen.views.filter(([, findings]) => findings.length > 0)).toEqual([]);
  });

  test('opens an evidence file that the system hands over', () => {
    expect(seen.handedOver).toBe(true);
  });
});
