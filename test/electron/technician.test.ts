import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driven } from '../summary/needs.ts';
import { drive, missing } from './sandbox.ts';

interface Seen {
  readonly views: readonly (readonly [string, readonly string[]])[];
  readonly states: readonly string[];
  readonly putBack: readonly string[];
  readonly pulledOut: string;
  readonly disagreements: readonly string[];
  readonly problems: readonly string[];
  readonly killed: {
    readonly saidLost: boolean;
    readonly states: readonly string[];
    readonly asTheStoreHasIt: readonly (readonly string[])[];
    readonly onCards: readonly (readonly string[])[];
  };
}

describe('the technician in Electron', driven(missing()), () => {
  let folder: string;
  let seen: Seen;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'electron-technician-'));
    seen = await drive<Seen>('drive-technician.ts', folder);
  }, 400_000);
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('activates sixteen cards by keyboard, two bad codes and a card pulled out too early among them, with axe finding nothing', () => {
    expect(seen.views.filter(([, findings]) => findings.length > 0)).toEqual([]);
    expect(seen.views).toHaveLength(6);
    expect(seen.states.filter((state) => state === 'done')).toHaveLength(16);
    expect(seen.states.filter((state) => state === 'failed')).toHaveLength(2);
    expect(seen.putBack.some((words) => words.replace(/\s/g, '').includes(seen.pulledOut))).toBe(true);
    expect(seen.problems).toEqual([]);
  });

  test('report, store, simulated SM-DP+ and cards agree', () => {
    expect(seen.disagreements).toEqual([]);
  });

  test('the engine is killed while cards are at work: the window says so, and the batch goes on in it', () => {
    expect(seen.killed.saidLost).toBe(true);
    expect(seen.killed.states).toEqual(['done', 'done']);
    expect(seen.killed.asTheStoreHasIt.map((iccids) => iccids.length)).toEqual([1, 1]);
    expect(seen.killed.onCards).toEqual(seen.killed.asTheStoreHasIt);
  });
});
