/** A file that is replaced is the old one or the new one, whenever the process that replaces it is killed. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OnDisk, replaceFile, writeDurably } from '../../src-main/files/replace-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const text = (path: string) => readFileSync(path, 'utf8');
const all: readonly OnDisk[] = ['nothing', 'content', 'name'];

/** Replaces the file in a process of its own, which is killed in place of its call of `at` number `call`. */
async function killed(path: string, at: string, call: number): Promise<string | undefined> {
  const source = pathToFileURL(resolve(import.meta.dirname, '../../src-main/files/replace-file.ts')).href;
  const script = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { replaceFile } = await import(${JSON.stringify(source)});
    // Only from here on: loading a module opens and closes files too.
    const real = fs[${JSON.stringify(at)}];
    let calls = 0;
    fs[${JSON.stringify(at)}] = (...args) => {
      calls += 1;
      if (calls === ${call}) process.kill(process.pid, 'SIGKILL');
      return real(...args);
    };
    syncBuiltinESMExports();
    replaceFile(${JSON.stringify(path)}, 'the new one', 'name');
  `;
  const ended = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return ended.then(
    () => undefined,
    (error: { readonly signal?: string }) => error.signal,
  );
}

describe('a file that is replaced', () => {
  test.each(all)('is there whole, of mode 0600, with nothing beside it (on the disk: %s)', (onDisk) => {
    const path = join(folder, 'state.json');
    const long = 'ä€😀'.repeat(200_000);
    replaceFile(path, 'the first one', onDisk);
    replaceFile(path, long, onDisk);
    expect(text(path)).toBe(long);
    expect(readdirSync(folder)).toEqual(['state.json']);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('stays as it was where it cannot be replaced, and nothing is left', () => {
    const path = join(folder, 'taken');
    mkdirSync(join(path, 'by a folder'), { recursive: true });
    expect(() => replaceFile(path, 'a text', 'content')).toThrow();
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(() => replaceFile(join(folder, 'missing', 'state.json'), 'a text', 'content')).toThrow(/ENOENT/);
  });

  test('what a process of the same number has left does not hinder', () => {
    const path = join(folder, 'state.json');
    writeFileSync(`${path}.${process.pid}.tmp`, 'half of', { mode: 0o644 });
    replaceFile(path, 'a text', 'content');
    expect([text(path), readdirSync(folder)]).toEqual(['a text', ['state.json']]);
  });

  test.skipIf(process.platform === 'win32').each([
    ['openSync', 1, 'the old one'],
    ['writeSync', 1, 'the old one'],
    ['fsyncSync', 1, 'the old one'],
    ['closeSync', 1, 'the old one'],
    ['renameSync', 1, 'the old one'],
    // The folder, after the file has its name.
    ['fsyncSync', 2, 'the new one'],
  ])('by a process that is killed at %s %i: it is %s, and can be replaced', async (at, call, found) => {
    const path = join(folder, 'state.json');
    writeFileSync(path, 'the old one');
    expect(await killed(path, at, call)).toBe('SIGKILL');
    expect(text(path)).toBe(found);
    const left = readdirSync(folder).filter((name) => name !== 'state.json');
    for (const name of left) expect(name).toMatch(/^state\.json\.\d+\.tmp$/);
    expect(left).toHaveLength(at === 'openSync' || found === 'the new one' ? 0 : 1);
    replaceFile(path, 'the next one', 'content');
    expect(text(path)).toBe('the next one');
  });

  test('in place: what was there is gone', () => {
    const path = join(folder, 'journal');
    writeDurably(path, 'a long text');
    writeDurably(path, 'short');
    expect(text(path)).toBe('short');
  });
});
