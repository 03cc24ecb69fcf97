import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { inspectKey, openKey } from '../../src-main/store/key.ts';
import { systemEntropy } from '../../src-shared/system-ports.ts';
import { FakeWorkbench } from './fake-workbench.ts';
import { startCli } from './run-cli.ts';

function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'key-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `${text}\n`);
    return path;
  };
  const cli = (...args: string[]) =>
    startCli(['key', 'move', ...args], new FakeWorkbench(), { dataFolder: folder }).done;
  const bytes = (passphrase?: string) =>
    openKey({ folder, passphrase, entropy: systemEntropy }).derive('test');
  return { folder, file, cli, bytes };
}

it('key move protects the key by a passphrase, changes it and takes it away: the key stays the same', async () => {
  const { folder, file, cli, bytes } = bench();
  const before = bytes();
  const [first, second] = [file('first', 'open sesame'), file('second', 'close sesame')];
  expect((await cli('--to', 'passphrase', '--new-passphrase-file', first)).code).toBe(0);
  expect(inspectKey(folder)?.kind).toBe('passphrase');
  expect(bytes('open sesame')).toEqual(before);
  const change = ['--to', 'passphrase', '--new-passphrase-file', second, '--passphrase-file'];
  expect((await cli(...change, first)).code).toBe(0);
  expect(bytes('close sesame')).toEqual(before);
  // The old one is wrong now, and changes nothing.
  expect(await cli(...change, first)).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('does not open'),
  });
  expect((await cli('--to', 'file', '--passphrase-file', second)).code).toBe(0);
  expect(bytes()).toEqual(before);
});

it('key move refuses an empty passphrase, one that nobody can be asked for, and a folder in which an engine is', async () => {
  const { folder, file, cli } = bench();
  expect((await cli('--to', 'passphrase', '--new-passphrase-file', file('empty', ''))).code).toBe(2);
  expect((await cli('--to', 'passphrase')).code).toBe(2);
  expect((await cli('--to', 'nowhere')).code).toBe(2);
  const lock = lockDataFolder(folder);
  onTestFinished(() => lock.release());
  expect((await cli('--to', 'file')).code).toBe(6);
});
