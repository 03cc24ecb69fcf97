/** The native package by itself: loading, arguments, and the ends of its sessions. No PC/SC service is wanted. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as pcsclite from '@euicc-workbench/pcsclite';
import { afterEach, describe, expect, test } from 'vitest';
import { needs } from '../summary/needs.ts';

const native = resolve(import.meta.dirname, '../../native');
const require = createRequire(import.meta.url);
const built = pcsclite.availability();

describe('a package that was not built', () => {
  let folder: string;
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load = (note?: string) => {
    folder = mkdtempSync(join(tmpdir(), 'pcsclite-'));
    for (const file of ['index.js', 'package.json']) copyFileSync(join(native, file), join(folder, file));
    if (note !== undefined) {
      mkdirSync(join(folder, 'build'));
      writeFileSync(join(folder, 'build', 'UNAVAILABLE.json'), note);
    }
    return require(folder) as typeof pcsclite;
  };

  test('loads, and rejects with the reason that the build left', async () => {
    const copy = load(JSON.stringify({ reason: 'no compiler' }));
    const state = copy.availability();
    expect(state.available).toBe(false);
    const error = await copy.openContext().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      code: 'PCSC_ADDON_UNAVAILABLE',
      value: 0,
      message: 'the PC/SC addon is not built: no compiler',
    });
    await expect(copy.connect('R', { shareMode: 'exclusive', protocols: ['T=0'] })).rejects.toBe(error);
  });

  test.each([undefined, 'garbage', '{}'])('loads also with the note %s', (note) => {
    expect(load(note).availability()).toMatchObject({
      available: false,
      error: { code: 'PCSC_ADDON_UNAVAILABLE' },
    });
  });
});

test('a build that cannot be done leaves its reason, and does not fail the install', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pcsclite-build-'));
  try {
    mkdirSync(join(folder, 'scripts'));
    cpSync(join(native, '../scripts/build-native.mjs'), join(folder, 'scripts/build-native.mjs'));
    for (const part of ['src', 'index.js', 'package.json', 'binding.gyp'])
      cpSync(join(native, part), join(folder, 'native', part), { recursive: true });
    const { npm_execpath: _, ...env } = process.env;
    const run = spawnSync(process.execPath, [join(folder, 'scripts/build-native.mjs')], {
      env,
      encoding: 'utf8',
    });
    expect(run.status).toBe(0);
    expect(run.stdout).toBe(
      'PC/SC addon: not built, so there are only simulated readers (node-gyp is not installed)\n',
    );
    const copy = require(join(folder, 'native')) as typeof pcsclite;
    expect(copy.availability()).toMatchObject({
      error: { message: 'the PC/SC addon is not built: node-gyp is not installed' },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the addon', needs(built.available ? undefined : built.error.message), () => {
  interface Session {
    [method: string]: (...args: unknown[]) => Promise<unknown>;
  }
  const load = () => require(join(native, 'build/Release/pcsclite.node')) as { Session: new () => Session };

  test('refuses arguments of the wrong kind', async () => {
    const session = new (load().Session)();
    expect(() => session['transmit']?.('00A4', false)).toThrow('a Uint8Array is wanted');
    expect(() => session['transmit']?.(new Uint16Array(2), false)).toThrow(TypeError);
    expect(() => session['transmit']?.(new Uint8Array(70_000), false)).toThrow(TypeError);
    expect(() => session['transmit']?.()).toThrow('more arguments');
    for (const commands of [
      '00A4',
      [],
      ['00A4'],
      [new Uint8Array(70_000)],
      new Array(257).fill(new Uint8Array(4)),
    ])
      expect(() => session['transmitAll']?.(commands)).toThrow(TypeError);
    expect(() => session['connect']?.('a\0b', 1, 1)).toThrow('without zero');
    expect(() => session['connect']?.(1, 1, 1)).toThrow(TypeError);
    expect(() => session['getStatusChange']?.([{ name: 'R' }], 0)).toThrow(TypeError);
    expect(() => session['getStatusChange']?.({}, 0)).toThrow('an array');
    await expect(pcsclite.connect('R', { shareMode: 'odd' as 'shared', protocols: [] })).rejects.toThrow(
      TypeError,
    );
    await session['close']?.();
  });

  test('refuses a method that was borrowed for another object, and a call without new', () => {
    const { Session } = load();
    const session = new Session();
    expect(() => session['isValid']?.call({})).toThrow(TypeError);
    expect(() => session['close']?.call(Object.create(Session.prototype))).toThrow(TypeError);
    expect(() => (Session as unknown as () => void)()).toThrow(TypeError);
    session['abandon']?.();
  });

  test('names what was called too early and too late', async () => {
    const session = new (load().Session)();
    await expect(session['isValid']?.()).rejects.toMatchObject({ code: 'SCARD_E_INVALID_HANDLE' });
    await expect(session['getStatusChange']?.([], 0)).rejects.toMatchObject({
      code: 'SCARD_E_INVALID_HANDLE',
      value: 0x80100003,
      function: 'SCardGetStatusChange',
    });
    const queued = session['listReaders']?.();
    const closing = session['close']?.();
    await expect(queued).rejects.toMatchObject({ code: 'SCARD_E_CANCELLED' });
    await closing;
    await session['close']?.();
    session['abandon']?.();
    await expect(session['listReaders']?.()).rejects.toMatchObject({ code: 'SCARD_E_INVALID_HANDLE' });
  });

  test('sessions that nobody closes are collected with their threads', async () => {
    const { readdirSync } = await import('node:fs');
    const { setFlagsFromString } = await import('node:v8');
    const { runInNewContext } = await import('node:vm');
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const threads = () => readdirSync('/proc/self/task').length;
    const before = threads();
    const { Session } = load();
    for (let i = 0; i < 20; i++) await new Session()['isValid']?.().catch(() => {});
    for (let left = 100; threads() > before && left > 0; left--) {
      gc();
      await new Promise((done) => setTimeout(done, 10));
    }
    expect(threads()).toBeLessThanOrEqual(before);
  });

  test('is loaded and left by many workers at once', async () => {
    const script = `
      const { parentPort } = require('node:worker_threads');
      const pcsclite = require(${JSON.stringify(native)});
      pcsclite.openContext().catch(() => {}).then(() => parentPort.postMessage('ready'));
      setInterval(() => pcsclite.openContext().then((c) => c.listReaders()).catch(() => {}), 1);`;
    for (let round = 0; round < 3; round++) {
      const workers = Array.from({ length: 4 }, () => new Worker(script, { eval: true }));
      await Promise.all(workers.map((worker) => new Promise((done) => worker.once('message', done))));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    await expect(pcsclite.connect('R', { shareMode: 'shared', protocols: ['T=0'] })).rejects.toThrow();
  });

  test('control codes are those of the system', () => {
    expect(pcsclite.controlCode(3400)).toBe(process.platform === 'win32' ? 0x313520 : 0x42000d48);
  });
});
