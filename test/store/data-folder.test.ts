import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDataFolder, prepareDataFolder } from '../../src-main/store/data-folder.ts';
import { resolveDataFolder } from '../../src-main/store/data-folder-place.ts';
import { errorOf, temporaryFolder } from './fixtures.ts';
import { killHard, startChild } from './processes.ts';

describe('resolveDataFolder', () => {
  const home = '/home/lab';
  const linux = { platform: 'linux' as const, home };

  it.each([
    [
      'the option before the environment',
      { ...linux, option: '/a', env: { EUICC_WORKBENCH_DATA: '/b' } },
      '/a',
    ],
    ['the environment', { ...linux, env: { EUICC_WORKBENCH_DATA: '/b' } }, '/b'],
    [
      'an empty environment variable as none',
      { ...linux, env: { EUICC_WORKBENCH_DATA: '' } },
      '/home/lab/.local/share/euicc-workbench',
    ],
    ['a relative option from here', { ...linux, option: 'here', env: {} }, resolve('here')],
    ['XDG_DATA_HOME', { ...linux, env: { XDG_DATA_HOME: '/xdg' } }, '/xdg/euicc-workbench'],
    [
      'no relative XDG_DATA_HOME',
      { ...linux, env: { XDG_DATA_HOME: 'xdg' } },
      '/home/lab/.local/share/euicc-workbench',
    ],
    [
      'macOS',
      { platform: 'darwin' as const, home, env: {} },
      '/home/lab/Library/Application Support/euicc-workbench',
    ],
  ])('takes %s', (_, options, expected) => {
    expect(resolveDataFolder(options)).toBe(expected);
  });

  it('takes %APPDATA% on Windows', () => {
    const options = { platform: 'win32' as const, home, env: { APPDATA: '/Users/lab/AppData/Roaming' } };
    expect(resolveDataFolder(options)).toBe(join('/Users/lab/AppData/Roaming', 'euicc-workbench'));
  });
});

describe('prepareDataFolder', () => {
  it('makes a folder that is private', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    prepareDataFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('leaves the mode of a folder that was there alone', () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    prepareDataFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o755);
  });

  it('names a file in its place', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(errorOf(() => prepareDataFolder(file)).code).toBe('data_folder_unusable');
    expect(errorOf(() => prepareDataFolder(join(file, 'below'))).code).toBe('data_folder_unusable');
  });
});

describe('lockDataFolder', () => {
  it('lets one in, and the next after the release', () => {
    const folder = temporaryFolder();
    const lock = lockDataFolder(folder);
    const error = errorOf(() => lockDataFolder(folder));
    expect(error.toData()).toEqual({ code: 'engine_locked', params: { folder } });
    lock.release();
    lock.release();
    lockDataFolder(folder).release();
  });

  it('is private and leaves no journal', () => {
    const folder = temporaryFolder();
    const lock = lockDataFolder(folder);
    expect(statSync(join(folder, 'engine.lock')).mode & 0o777).toBe(0o600);
    lock.release();
  });

  it('names a lock file that is no file', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'engine.lock'));
    expect(errorOf(() => lockDataFolder(folder)).code).toBe('data_folder_unusable');
  });

  it('is held across processes, and dropped by kill -9', async () => {
    const folder = temporaryFolder();
    const child = await startChild('lock', folder);
    expect(errorOf(() => lockDataFolder(folder)).code).toBe('engine_locked');
    await killHard(child);
    lockDataFolder(folder).release();
  });
});
