/** `data export` and `data import`: what goes in comes out, and nothing that was changed does. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { exportData } from '../../src-main/store/export-data.ts';
import { inspectKey, openKey, wrappedKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { parseTarHeader, tarBlock, tarHeader, tarPadding } from '../../src-main/store/tar.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { readableIn } from '../support/readable.ts';
import { FakeWorkbench } from './fake-workbench.ts';
import { startCli } from './run-cli.ts';
import { program, projectFolder } from './run-program.ts';

vi.mock('node:crypto', async (original) =>
  (await import('../support/quick-scrypt.ts')).quickScrypt(await original()),
);

const passphrase = 'for the journey: ä';

function folderOfItsOwn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A place with a data folder that was used, and the files of passphrases. */
function bench(folderPassphrase?: string) {
  const place = folderOfItsOwn();
  const source = join(place, 'source');
  const target = join(place, 'target');
  const file = join(place, 'lab.euicc');
  mkdirSync(join(source, 'trust'), { recursive: true });
  const key = openKey({ folder: source, passphrase: folderPassphrase, entropy });
  const store = openStore({ folder: source, clock, entropy, key });
  store.setSetting('smdsAddresses', ['smds.example.com']);
  store.close();
  writeFileSync(join(source, 'trust', 'state.json'), '{"version":1,"switched":{},"addedAt":{}}');
  writeFileSync(join(source, 'trust', 'Lab root.pem'), 'no root, but a file');
  mkdirSync(join(source, 'simulator'));
  writeFileSync(join(source, 'simulator', 'bench.json'), 'state');
  const text = (name: string, content: string) => {
    writeFileSync(join(place, name), `${content}\n`);
    return join(place, name);
  };
  const journey = ['--export-passphrase-file', text('journey', passphrase)];
  const cli = (dataFolder: string, ...args: string[]) => {
    const given = args.includes('--export-passphrase-file') ? [] : journey;
    return startCli(['data', ...args, ...given], new FakeWorkbench(), { dataFolder }).done;
  };
  return { place, source, target, file, key, text, cli };
}

/** The setting that `bench` made, as the folder's own key opens it. */
function settingOf(folder: string, given?: string): unknown {
  const key = openKey({ folder, passphrase: given, entropy });
  const store = openStore({ folder, clock, entropy, key });
  try {
    return store.getSetting('smdsAddresses');
  } finally {
    store.close();
  }
}

interface Member {
  name: string;
  content: Buffer;
}

function members(archive: Buffer): Member[] {
  const out: Member[] = [];
  for (let at = 0; ; ) {
    const header = parseTarHeader(archive.subarray(at, at + tarBlock));
    if (header === undefined) return out;
    out.push({ name: header.name, content: archive.subarray(at + tarBlock, at + tarBlock + header.size) });
    at += tarBlock + header.size + tarPadding(header.size);
  }
}

function pack(list: readonly Member[]): Buffer {
  return Buffer.concat([
    ...list.flatMap(({ name, content }) => [
      tarHeader({ name, size: content.length }, 0),
      content,
      Buffer.alloc(tarPadding(content.length)),
    ]),
    Buffer.alloc(2 * tarBlock),
  ]);
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

interface Manifest {
  version: number;
  database: { version: number };
  files: { name: string; size: number; sha256: string }[];
}

/** The manifest changed, without the key. */
function withManifest(archive: Buffer, change: (manifest: Manifest, list: Member[]) => void): Buffer {
  const list = members(archive);
  const [first] = list;
  if (first === undefined) throw new Error('no manifest');
  const manifest = JSON.parse(first.content.toString()) as Manifest;
  change(manifest, list);
  first.content = Buffer.from(JSON.stringify(manifest));
  return pack(list);
}

describe('a round trip', () => {
  it('brings the database, the roots and the key, and nothing of the simulated bench', async () => {
    const { source, target, file, cli, place } = bench();
    expect(await cli(source, 'export', file)).toMatchObject({ code: 0 });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(members(readFileSync(file)).map(({ name }) => name)).toEqual([
      'manifest.json',
      'manifest.mac',
      'store.key',
      'trust/root-0.pem',
      'trust/state.json',
      'workbench.db',
    ]);
    expect(await cli(target, 'import', file)).toMatchObject({ code: 0 });
    expect(readdirSync(target).sort()).toEqual(['store.key', 'trust', 'workbench.db']);
    expect(readFileSync(join(target, 'trust', 'root-0.pem'), 'utf8')).toBe('no root, but a file');
    expect(inspectKey(target)).toMatchObject({ kind: 'plain', mode: 0o600, passphrase: false });
    expect(settingOf(target)).toEqual(['smds.example.com']);
    expect(openKey({ folder: target, entropy }).derive('x')).toEqual(
      openKey({ folder: source, entropy }).derive('x'),
    );
    expect(readdirSync(place).sort()).toEqual(['journey', 'lab.euicc', 'source', 'target']);
    expect(readdirSync(source).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('takes a folder with a passphrase, and protects the new one by another', async () => {
    const { source, target, file, cli, text } = bench('of the lab');
    const lab = ['--passphrase-file', text('lab', 'of the lab')];
    expect((await cli(source, 'export', file)).code).toBe(2);
    expect((await cli(source, 'export', file, ...lab)).code).toBe(0);
    const home = ['--passphrase-file', text('home', 'at home')];
    expect((await cli(target, 'import', file, ...home)).code).toBe(0);
    expect(inspectKey(target)?.kind).toBe('passphrase');
    expect(settingOf(target, 'at home')).toEqual(['smds.example.com']);
  });

  it('goes into an empty folder, also one that an engine was in, and through a link', async () => {
    const { source, target, file, cli, place } = bench();
    await cli(source, 'export', file);
    mkdirSync(target);
    lockDataFolder(target).release();
    symlinkSync(target, join(place, 'link'), 'dir');
    expect(await cli(join(place, 'link'), 'import', file)).toMatchObject({ code: 0 });
    expect(settingOf(target)).toEqual(['smds.example.com']);
  });

  it('has no key readable in the archive', async () => {
    const { source, file, cli, place } = bench();
    const { key } = JSON.parse(readFileSync(join(source, 'store.key'), 'utf8')) as { key: string };
    await cli(source, 'export', file);
    rmSync(source, { recursive: true });
    rmSync(join(place, 'journey'));
    const bytes = Buffer.from(key, 'hex');
    const archive = readFileSync(file);
    expect(archive.includes(bytes)).toBe(false);
    expect(
      readableIn(
        place,
        new Map([
          ['key', key],
          ['passphrase', passphrase],
        ]),
      ),
    ).toEqual([]);
    expect(archive.toString('latin1').toLowerCase()).not.toContain(key.toLowerCase());
  });
});

it('what an export that was killed has left goes with the next one', async () => {
  const { source, file, cli } = bench();
  const left = join(source, `export-${'AB'.repeat(16)}.tmp`);
  writeFileSync(left, 'half');
  writeFileSync(join(source, 'export-notes.tmp'), 'of somebody');
  expect((await cli(source, 'export', file)).code).toBe(0);
  expect(existsSync(left)).toBe(false);
  expect(existsSync(join(source, 'export-notes.tmp'))).toBe(true);
});

describe('export refuses', () => {
  it('a file that is there, a folder without a database, and an empty passphrase', async () => {
    const { source, target, file, cli, text } = bench();
    writeFileSync(file, 'mine');
    expect(await cli(source, 'export', file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is one of that name already'),
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    rmSync(file);
    expect((await cli(target, 'export', file)).code).toBe(2);
    expect(existsSync(target)).toBe(false);
    const empty = ['--export-passphrase-file', text('empty', '')];
    expect((await cli(source, 'export', file, ...empty)).code).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  it('a place that cannot be written, and leaves nothing in the data folder', async () => {
    const { source, place, cli } = bench();
    expect((await cli(source, 'export', join(place, 'none', 'x'))).code).toBe(2);
    expect(readdirSync(source).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('to go on after Ctrl-C, and leaves nothing', async () => {
    const { source, file, place, key } = bench();
    const before = readdirSync(place);
    const abort = new AbortController();
    const done = exportData({
      folder: source,
      copy: { path: join(source, 'workbench.db'), version: 1 },
      file,
      key,
      wrappedKey: wrappedKey({ folder: source, present: undefined, passphrase, entropy }),
      workbench: '1.0.0',
      now: clock.now(),
      entropy,
      signal: abort.signal,
      // In the second half it is being written.
      onProgress: (at, total) => at > total / 2 && abort.abort(new DOMException('interrupted', 'AbortError')),
    });
    await expect(done).rejects.toThrow('interrupted');
    expect(readdirSync(place)).toEqual(before);
  });

  it('to go on after Ctrl-C while the database is copied', async () => {
    const { source, file, place } = bench();
    const before = readdirSync(place);
    const journey = ['--export-passphrase-file', join(place, 'journey')];
    const cli = startCli(['data', 'export', file, ...journey], new FakeWorkbench(), { dataFolder: source });
    cli.interrupt();
    expect((await cli.done).code).toBe(130);
    expect(readdirSync(place)).toEqual(before);
    expect(readdirSync(source).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('a disk that is full, as import does, and leaves nothing', () => {
    const { source, target, file, place } = bench();
    // No file may be larger than that: for a program that writes, the same as a disk without space. The database itself fits.
    const limited = (kib: number | 'unlimited', folder: string, ...args: string[]) =>
      spawnSync(
        'bash',
        [
          ...['-c', `ulimit -f ${kib}; exec "$0" "$@"`, process.execPath, program, 'data', ...args],
          ...['--data', folder, '--export-passphrase-file', join(place, 'journey')],
        ],
        { cwd: projectFolder, encoding: 'utf8' },
      );
    expect(limited('unlimited', source, 'export', file).status).toBe(0);
    const copyBytes = members(readFileSync(file)).at(-1)?.content.length ?? 0;
    const before = readdirSync(place).sort();
    const whole = Math.ceil(copyBytes / 1024);
    expect(limited(whole + 1, source, 'export', join(place, 'second'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('EFBIG'),
    });
    expect(limited(whole >> 1, source, 'export', join(place, 'second')).status).toBe(6);
    expect(limited(whole >> 1, target, 'import', file)).toMatchObject({
      status: 6,
      stderr: expect.stringContaining('EFBIG'),
    });
    expect(readdirSync(place).sort()).toEqual(before);
    expect(readdirSync(source).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('a passphrase that was not typed twice', async () => {
    const { source, file } = bench();
    const cli = startCli(['data', 'export', file], new FakeWorkbench(), {
      dataFolder: source,
      terminal: true,
    });
    const asked = async (text: string) => {
      while (!cli.stderr().includes(text)) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    await asked('Passphrase of the export: ');
    cli.stdin.write('one\n');
    await asked('Once more: ');
    cli.stdin.write('two\n');
    expect(await cli.done).toMatchObject({ code: 2, stderr: expect.stringContaining('differ') });
    expect(cli.stderr()).not.toContain('one');
    expect(existsSync(file)).toBe(false);
  });
});

describe('import refuses, and changes nothing:', () => {
  async function exported() {
    const made = bench();
    await made.cli(made.source, 'export', made.file);
    const archive = readFileSync(made.file);
    const refused = async (bytes: Buffer, code: string, ...args: string[]) => {
      writeFileSync(made.file, bytes);
      const before = readdirSync(made.place).sort();
      const run = await made.cli(made.target, 'import', made.file, '--json', ...args);
      const { error } = JSON.parse(run.stdout) as { error: { code: string; remedy: string } };
      expect(error.code).toBe(code);
      expect(error.remedy).toMatch(/\w/);
      expect(readdirSync(made.place).sort()).toEqual(before);
    };
    return { ...made, archive, refused };
  }

  it('a wrong passphrase', async () => {
    const { archive, refused, text } = await exported();
    const wrong = text('wrong', 'something else');
    await refused(archive, 'archive_wrong_passphrase', '--export-passphrase-file', wrong);
  });

  it('an archive that ends too early, wherever', async () => {
    const { archive, refused } = await exported();
    for (const length of [
      tarBlock,
      2000,
      5000,
      archive.length >> 1,
      archive.length - tarBlock,
      archive.length - 1,
    ])
      await refused(archive.subarray(0, length), 'archive_damaged');
    for (const length of [0, 100]) await refused(archive.subarray(0, length), 'archive_foreign');
  });

  it('one that was changed in any of its files', async () => {
    const { archive, refused } = await exported();
    for (const name of ['manifest.mac', 'trust/root-0.pem', 'trust/state.json', 'workbench.db']) {
      const list = members(Buffer.from(archive));
      const content = list.find((one) => one.name === name)?.content;
      if (content === undefined) throw new Error(name);
      content[content.length >> 1] = (content[content.length >> 1] ?? 0) ^ 1;
      await refused(pack(list), 'archive_damaged');
    }
    await refused(Buffer.concat([archive, Buffer.from('more')]), 'archive_damaged');
  });

  it('one in which somebody without the passphrase has put a root, with its sum', async () => {
    const { archive, refused } = await exported();
    const root = Buffer.from('a root of somebody else');
    const changed = withManifest(archive, ({ files }, list) => {
      const name = 'trust/AABBCCDDEEFF0011.pem';
      files.splice(1, 0, { name, size: root.length, sha256: sha256(root) });
      list.splice(3, 0, { name, content: root });
    });
    await refused(changed, 'archive_damaged');
  });

  it.each(['../outside.pem', 'trust/../../outside.pem', '/tmp/outside.pem', 'engine.json', 'trust/a/b.pem'])(
    'a file named %s, in the manifest or in the tar alone',
    async (name) => {
      const { archive, refused, place } = await exported();
      const content = Buffer.from('trick');
      const told = withManifest(archive, ({ files }, list) => {
        files.splice(1, 0, { name, size: content.length, sha256: sha256(content) });
        list.splice(3, 0, { name, content });
      });
      await refused(told, 'archive_damaged');
      const untold = members(archive);
      untold.splice(3, 0, { name, content });
      await refused(pack(untold), 'archive_damaged');
      expect(existsSync(join(place, 'outside.pem'))).toBe(false);
    },
  );

  it('what no export is, a newer one, and one that claims too much', async () => {
    const { archive, refused } = await exported();
    await refused(Buffer.from('PK\u0003\u0004'.padEnd(2000, 'x')), 'archive_foreign');
    await refused(pack([{ name: 'readme.txt', content: Buffer.from('hello') }]), 'archive_foreign');
    await refused(pack([{ name: 'manifest.json', content: Buffer.from('{}') }]), 'archive_foreign');
    await refused(pack([{ name: 'manifest.json', content: Buffer.from('{') }]), 'archive_damaged');
    const newer = (change: (manifest: Manifest) => void) => withManifest(archive, change);
    await refused(
      newer((manifest) => {
        manifest.version = 2;
      }),
      'archive_newer',
    );
    await refused(
      newer((manifest) => {
        manifest.database.version = 10_000;
      }),
      'archive_newer',
    );
    for (const [at, size] of [
      [0, 5000],
      [1, 70_000],
      [3, 2 ** 50],
    ] as const)
      await refused(
        newer(({ files }) => {
          const file = files[at];
          if (file !== undefined) file.size = size;
        }),
        'archive_damaged',
      );
  });

  it('a key that is not protected', async () => {
    const { archive, refused, source } = await exported();
    const changed = withManifest(archive, ({ files }, list) => {
      const content = readFileSync(join(source, 'store.key'));
      const [, , member] = list;
      const [file] = files;
      if (member === undefined || file === undefined) throw new Error('no key');
      member.content = content;
      Object.assign(file, { size: content.length, sha256: sha256(content) });
    });
    await refused(changed, 'archive_damaged');
  });

  it('a folder that is not empty, one that an engine has, one that cannot be made, and a file that is not there', async () => {
    const { source, target, file, cli, place } = await exported();
    const before = readFileSync(join(source, 'workbench.db'));
    expect((await cli(source, 'import', file)).stderr).toContain('is not empty');
    expect(readFileSync(join(source, 'workbench.db'))).toEqual(before);
    mkdirSync(target);
    const lock = lockDataFolder(target);
    expect((await cli(target, 'import', file)).stderr).toContain('Another engine holds');
    lock.release();
    expect((await cli(join(file, 'below'), 'import', file)).code).toBe(6);
    expect((await cli(file, 'import', file)).stderr).toContain('ENOTDIR');
    expect((await cli(join(place, 'new'), 'import', join(place, 'none'))).code).toBe(2);
    expect(existsSync(join(place, 'new'))).toBe(false);
  });
});
