import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src-shared/model/index.ts';
import { runProgram } from '../hosts/run-program.ts';
import { driven } from '../summary/needs.ts';
import { drive, missing } from './sandbox.ts';

interface Seen {
  readonly result: string;
  readonly readings: unknown;
  readonly preferences: unknown;
  readonly problems: string[];
  readonly reach: unknown;
  readonly stays: string;
  readonly strangers: unknown;
  readonly desk: { english: string[]; german: string[]; zoom: number };
  readonly killed: unknown;
  readonly back: unknown;
  readonly closed: { asked: string; keptOpen: number; exit: number };
}

describe('the window in Electron', driven(missing()), () => {
  let folder: string;
  let seen: Seen;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'electron-test-'));
    seen = await drive<Seen>('drive.ts', folder);
  }, 240_000);
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('downloads and enables a profile on the simulated bench, and complains of nothing', () => {
    expect(seen.result).toContain('The profile is on the card and enabled.');
    expect(seen.problems).toEqual([]);
  });

  test('has the key in its file, since a system without a keyring has no keychain', () => {
    const key = join(folder, 'data', 'store.key');
    expect(JSON.parse(readFileSync(key, 'utf8'))).toMatchObject({ kind: 'plain' });
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });

  test('reads traces and pictures in the worker of its engine', () => {
    expect(seen.readings).toEqual({ label: 'ES10b.GetEUICCChallenge', matchingId: 'FROM-A-PICTURE' });
  });

  test('keeps its sandbox, and gives the page nothing but the bridge', () => {
    expect(seen.preferences).toEqual({
      windows: 1,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      noSandboxSwitch: false,
    });
    expect(seen.reach).toEqual({
      node: [],
      bridge: ['onEngineState', 'onFrame', 'onSaid', 'request', 'say'],
      origin: 'app://workbench',
      networkRefused: true,
      fileRefused: true,
      windowRefused: true,
      permission: 'denied',
      clipboardWritten: true,
      clipboardRead: 'from the window',
      evalRefused: true,
      inlineScriptRan: false,
      microphoneRefused: true,
      webviewIsNothing: true,
    });
  });

  test('goes nowhere else, whatever the page does', () => {
    expect(seen.stays).toBe('app://workbench');
  });

  test('answers no page that is not ours, and does nothing of what is no message', () => {
    expect(seen.strangers).toEqual({
      said: 'silent',
      windows: 2,
      after: { windows: 1, zoom: 1, menus: 6 },
    });
  });

  test('has the menu of its pages and commands in the language of the window, further windows, and zoom', () => {
    expect(seen.desk).toEqual({
      english: ['File', 'Edit', 'Go', 'View', 'Window', 'Help'],
      german: ['Datei', 'Bearbeiten', 'Gehe zu', 'Ansicht', 'Fenster', 'Hilfe'],
      zoom: 110,
    });
  });

  test('gets a new engine when the old one is killed, with what it had stored', () => {
    expect(seen.killed).toEqual({ found: true, states: [true, false, true], kept: true });
  });

  test('asks before it is closed in mid-operation', () => {
    expect(seen.closed).toMatchObject({ keptOpen: 1, exit: 0 });
    expect(seen.closed.asked.split('\n')).toEqual([
      'An operation is running.',
      expect.stringMatching(
        /^Operation \d+, Download, on Simulated reader 1: it is cancelled, and the server is told/,
      ),
    ]);
  });

  test('comes back with the bench as it was last, and answers what it was asked before its engine was there', () => {
    expect(seen.back).toEqual({
      before: { busy: 'true', said: 1, tiles: 2 },
      answered: false,
      readers: ['sim:0', 'sim:1'],
      said: 0,
    });
  });

  test('ends its engine in order: the next one finds the operation as it was', async () => {
    expect(existsSync(join(folder, 'data', 'engine.json'))).toBe(false);
    const listed = await runProgram(['operation', 'list', '--json', '--data', join(folder, 'data')]);
    const operations = JSON.parse(listed.stdout) as Operation[];
    expect(operations.find((operation) => operation.kind === 'activate')).toMatchObject({
      status: 'successful',
      reconciliation: { state: 'none' },
    });
  });
});
