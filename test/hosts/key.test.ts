import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEngine } from '../../src-main/hosts/engine/compose.ts';
import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { holdKey, inspectKey, openKey } from '../../src-main/store/key.ts';
import { systemEntropy } from '../../src-shared/system-ports.ts';
import { FakeKeychain } from '../store/fake-keychain.ts';
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

describe('a key in the keychain of the desktop', () => {
  /** A folder whose key is in the keychain, with the engine of the desktop in it. */
  async function desktop() {
    const { folder, file } = bench();
    const keychain = new FakeKeychain();
    const start = () =>
      startEngine({ dataFolder: folder, simulator: false, connectTo: [], keychain, autoRead: false });
    const engine = await start();
    onTestFinished(() => engine.close());
    const cli = (...args: string[]) => startCli(args, new FakeWorkbench(), { dataFolder: folder }).done;
    return { folder, file, keychain, start, engine, cli };
  }

  it('opens at the command line while the desktop runs, and else with the passphrase beside it', async () => {
    const { folder, file, engine, cli } = await desktop();
    expect(inspectKey(folder)).toMatchObject({ kind: 'keychain', passphrase: false });
    expect((await cli('doctor')).stdout).toMatch(/in the system keychain \(fake_ring\); no passphrase/);
    const secret = file('secret', 'open sesame');
    await engine.close();

    // Nobody is there who opens it: said plainly, and nothing is changed.
    const without = await cli('key', 'move', '--to', 'file');
    expect([without.code, without.stderr]).toEqual([6, expect.stringContaining('desktop application')]);
    expect((await cli('key', 'passphrase', '--new-passphrase-file', secret)).code).toBe(6);
    expect((await cli('doctor')).stdout).toContain('was not checked: The key of the data folder');
    expect(inspectKey(folder)).toMatchObject({ kind: 'keychain', passphrase: false });
  });

  it('takes a passphrase beside it from the running engine, which then opens it alone', async () => {
    const { folder, file, start, engine, cli } = await desktop();
    const secret = file('secret', 'open sesame');
    expect((await cli('key', 'passphrase', '--new-passphrase-file', secret)).code).toBe(0);
    await engine.close();
    const doctor = await cli('doctor', '--passphrase-file', secret);
    expect(doctor.stdout).toMatch(/a passphrase opens it, too[\s\S]*The key fits the database/);
    const out = await cli('key', 'move', '--to', 'keychain', '--passphrase-file', secret);
    expect([out.code, out.stderr]).toEqual([6, expect.stringContaining('cannot be put')]);
    expect((await cli('key', 'move', '--to', 'file', '--passphrase-file', secret)).code).toBe(0);
    expect(inspectKey(folder)?.kind).toBe('plain');
    expect((await cli('key', 'passphrase', '--new-passphrase-file', secret)).code).toBe(6);

    // The desktop leaves it there, until it is told to move it while it runs.
    const again = await start();
    onTestFinished(() => again.close());
    expect(inspectKey(folder)?.kind).toBe('plain');
    expect((await cli('key', 'move', '--to', 'keychain')).stdout).toContain('in the system keychain');
    expect(inspectKey(folder)?.kind).toBe('keychain');
    await again.close();
    await (await start()).close();
  });

  it('goes into an export through the engine that runs; where none does, with the passphrase beside it or not at all', async () => {
    const { folder, file, keychain, engine, cli } = await desktop();
    const place = mkdtempSync(join(tmpdir(), 'key-export-'));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    const journey = ['--export-passphrase-file', file('journey', 'for the journey')];
    const archive = (name: string) => join(place, name);
    const imported = async (name: string) => {
      const target = join(place, `${name}-folder`);
      const args = ['data', 'import', archive(name), ...journey];
      const done = await startCli(args, new FakeWorkbench(), { dataFolder: target }).done;
      return [done.code, openKey({ folder: target, entropy: systemEntropy }).derive('x')];
    };

    expect(await cli('data', 'export', archive('running'), ...journey)).toMatchObject({ code: 0 });
    const [code, key] = await imported('running');
    expect(code).toBe(0);
    const secret = file('secret', 'open sesame');
    await engine.close();
    const without = await cli('data', 'export', archive('none'), ...journey);
    expect([without.code, without.stderr]).toEqual([6, expect.stringContaining('try again while it runs')]);
    expect(existsSync(archive('none'))).toBe(false);

    const held = await holdKey({ folder, keychain, entropy: systemEntropy });
    await held.setPassphrase('open sesame');
    const beside = await cli('data', 'export', archive('beside'), ...journey, '--passphrase-file', secret);
    expect(beside.code).toBe(0);
    expect(await imported('beside')).toEqual([0, key]);
  });

  it('keeps an engine from starting where the keychain no longer opens it', async () => {
    const { keychain, start, engine } = await desktop();
    await engine.close();
    keychain.replaceKey();
    await expect(start()).rejects.toMatchObject({ code: 'store_keychain_failed' });
  });
});
