/** Makes a data folder of an archive (archive.ts): everything is checked in a folder beside before that takes its place. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import {
  type ArchiveFile,
  type ArchiveManifest,
  archiveManifest,
  archiveVersion,
  macFits,
  macLength,
  macName,
  manifestHead,
  manifestName,
  maxManifestBytes,
} from './archive.ts';
import { databaseName, lockDataFolder, lockName } from './data-folder.ts';
import { examineDatabase } from './examine.ts';
import { changePassphrase, inspectKey, keyFileName, openKey } from './key.ts';
import { migrations } from './migrations/index.ts';
import { createOpener, type StoreKey, sealingKeys } from './seal.ts';
import { parseTarHeader, tarBlock, tarPadding } from './tar.ts';

export interface ImportOptions {
  readonly file: string;
  /** Absent or empty. */
  readonly folder: string;
  /** Asked once the file is known to be an export. */
  readonly passphrase: () => Promise<string>;
  /** Wraps the key in the new folder; undefined: it lies there as it is. */
  readonly next: string | undefined;
  readonly entropy: Entropy;
  readonly signal?: AbortSignal;
  /** Bytes of the archive. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ImportFacts {
  readonly files: number;
  readonly createdAt: number;
  readonly workbench: string;
}

const chunkBytes = 1 << 20;
/** The lock, and SQLite's journal of it, which is there while it is held. */
const lockNames = [lockName, `${lockName}-journal`];
/** What other programs append in zeros. */
const maxTail = 1 << 16;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

/** The archive from its beginning on. */
class ArchiveReader {
  readonly file: string;
  readonly size: number;
  readonly #handle: FileHandle;
  readonly #options: Pick<ImportOptions, 'signal' | 'onProgress'>;
  #at = 0;

  constructor(options: ImportOptions, handle: FileHandle, size: number) {
    this.file = options.file;
    this.#options = options;
    this.#handle = handle;
    this.size = size;
  }

  damaged(reason: string): WorkbenchError {
    return new WorkbenchError('archive_damaged', { file: this.file, reason });
  }

  get left(): number {
    return this.size - this.#at;
  }

  async read(length: number): Promise<Buffer> {
    this.#options.signal?.throwIfAborted();
    if (length > this.left) throw this.damaged('it ends too early');
    const bytes = Buffer.alloc(length);
    for (let have = 0; have < length; ) {
      const { bytesRead } = await this.#handle.read(bytes, have, length - have, this.#at);
      if (bytesRead === 0) throw this.damaged('it ends too early');
      have += bytesRead;
      this.#at += bytesRead;
    }
    this.#options.onProgress?.(this.#at, this.size);
    return bytes;
  }

  async zeros(length: number): Promise<void> {
    if (!(await this.read(length)).every((byte) => byte === 0))
      throw this.damaged('something stands where nothing should');
  }

  /** The next member must be this one: a name in the archive decides nothing, it is compared. */
  async header(name: string, size?: number): Promise<number> {
    const found = parseTarHeader(await this.read(tarBlock));
    if (found === undefined || found.name !== name || (size !== undefined && found.size !== size))
      throw this.damaged(`${name} does not stand where it should`);
    return found.size;
  }

  async member(name: string, size: number): Promise<Buffer> {
    await this.header(name, size);
    const content = await this.read(size);
    await this.zeros(tarPadding(size));
    return content;
  }

  async end(): Promise<void> {
    if (this.left < 2 * tarBlock) throw this.damaged('it ends too early');
    if (this.left > maxTail) throw this.damaged('something stands behind its end');
    await this.zeros(this.left);
  }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return `manifest.json has a bad ${issue?.path.join('.') || 'format'}`;
}

/** The manifest and its bytes. Rejects with archive_foreign, archive_newer, archive_damaged. */
async function readManifest(archive: ArchiveReader): Promise<{ manifest: ArchiveManifest; bytes: Buffer }> {
  const { file } = archive;
  const foreign = new WorkbenchError('archive_foreign', { file });
  if (archive.left < tarBlock) throw foreign;
  const head = parseTarHeader(await archive.read(tarBlock));
  if (head?.name !== manifestName || head.size > maxManifestBytes) throw foreign;
  const bytes = await archive.read(head.size);
  await archive.zeros(tarPadding(head.size));
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw archive.damaged('manifest.json is no JSON');
  }
  const known = manifestHead.safeParse(value);
  if (!known.success) throw foreign;
  const newer = (what: string, found: number, supported: number) =>
    new WorkbenchError('archive_newer', { file, what, found, supported });
  if (known.data.version > archiveVersion) throw newer('format', known.data.version, archiveVersion);
  const parsed = archiveManifest.safeParse(value);
  if (!parsed.success) throw archive.damaged(firstIssue(parsed.error));
  const { version } = parsed.data.database;
  if (version > migrations.length) throw newer('database', version, migrations.length);
  return { manifest: parsed.data, bytes };
}

/** A file of the archive into the folder beside, and whether it is the one of the manifest. */
async function unpack(archive: ArchiveReader, wanted: ArchiveFile, folder: string): Promise<void> {
  const { name, size } = wanted;
  await archive.header(name, size);
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const out = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    for (let left = size; left > 0; ) {
      const part = await archive.read(Math.min(left, chunkBytes));
      hash.update(part);
      await out.writeFile(part);
      left -= part.length;
    }
    await archive.zeros(tarPadding(size));
    if (hash.digest('hex') !== wanted.sha256) throw archive.damaged(`${name} is not as it was written`);
    await out.sync();
  } finally {
    await out.close();
  }
}

function openedKey(archive: ArchiveReader, folder: string, passphrase: string, entropy: Entropy): StoreKey {
  if (inspectKey(folder)?.kind !== 'passphrase') throw archive.damaged('its key is not protected');
  try {
    return openKey({ folder, passphrase, entropy });
  } catch (error) {
    if (error instanceof WorkbenchError && error.code === 'store_wrong_passphrase')
      throw new WorkbenchError('archive_wrong_passphrase', { file: archive.file }, { cause: error });
    throw error;
  }
}

function checkDatabase(archive: ArchiveReader, folder: string, key: StoreKey, version: number): void {
  const facts = examineDatabase({ folder, opener: createOpener(sealingKeys(key)), deep: false });
  if (facts.error !== undefined) throw WorkbenchError.fromData(facts.error);
  if (facts.version !== version) throw archive.damaged('its database is of another version');
  if (facts.keyFits !== true) throw archive.damaged('its key does not belong to its database');
  if ((facts.damage?.length ?? 0) > 0) throw archive.damaged('its database is damaged');
}

function unusable(folder: string, error: unknown): WorkbenchError {
  return new WorkbenchError('data_folder_unusable', { folder, reason: codeOf(error) }, { cause: error });
}

/** Throws import_folder_not_empty, engine_locked and data_folder_unusable; what is left of an engine that has ended is no content. */
function checkImportFolder(folder: string): void {
  if (!existsSync(folder)) return;
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch (error) {
    throw unusable(folder, error);
  }
  if (entries.includes(lockName)) lockDataFolder(folder).release();
  if (entries.some((name) => !lockNames.includes(name)))
    throw new WorkbenchError('import_folder_not_empty', { folder });
}

/** A folder that is not empty keeps its place: the system refuses to rename over it. */
function place(beside: string, folder: string): void {
  if (!existsSync(folder)) {
    renameSync(beside, folder);
    return;
  }
  checkImportFolder(folder);
  const lock = lockDataFolder(folder);
  try {
    // Windows removes no file that is open.
    if (process.platform === 'win32') lock.release();
    for (const name of lockNames) rmSync(join(folder, name), { force: true });
    // Elsewhere a rename takes the place of an empty folder, which so stays there if it fails.
    if (process.platform === 'win32') rmdirSync(folder);
    renameSync(beside, folder);
  } finally {
    lock.release();
  }
}

/**
 * Rejects with file_unreadable, archive_foreign, archive_newer, archive_damaged, archive_wrong_passphrase, import_folder_not_empty,
 * engine_locked, data_folder_unusable (full disk, no rights), and with `signal`'s reason. The folder is as it was then.
 */
export async function importData(options: ImportOptions): Promise<ImportFacts> {
  const { file, entropy } = options;
  // A link to a folder stays one.
  const folder = existsSync(options.folder) ? realpathSync(options.folder) : options.folder;
  checkImportFolder(folder);
  let handle: FileHandle;
  try {
    // A pipe would be waited for.
    if (!(await stat(file)).isFile()) throw new WorkbenchError('archive_foreign', { file });
    handle = await open(file, 'r');
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    throw new WorkbenchError('file_unreadable', { file, reason: codeOf(error) }, { cause: error });
  }
  const beside = join(dirname(folder), `.${basename(folder)}.import-${toHex(entropy.bytes(8))}`);
  try {
    const archive = new ArchiveReader(options, handle, (await handle.stat()).size);
    const { manifest, bytes } = await readManifest(archive);
    const mac = await archive.member(macName, macLength);
    const passphrase = await options.passphrase();
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
    mkdirSync(beside, { mode: 0o700 });
    let key: StoreKey | undefined;
    for (const wanted of manifest.files) {
      await unpack(archive, wanted, beside);
      if (wanted.name !== keyFileName) continue;
      // It is the first: a wrong passphrase is told before gigabytes are written.
      key = openedKey(archive, beside, passphrase, entropy);
      if (!macFits(key, bytes, mac)) throw archive.damaged('manifest.json is not as it was written');
    }
    await archive.end();
    if (key === undefined) throw archive.damaged('it has no key');
    checkDatabase(archive, beside, key, manifest.database.version);
    for (const suffix of ['-wal', '-shm']) rmSync(join(beside, `${databaseName}${suffix}`), { force: true });
    changePassphrase({ folder: beside, present: passphrase, next: options.next, entropy });
    options.signal?.throwIfAborted();
    place(beside, folder);
    const { createdAt, workbench, files } = manifest;
    return { files: files.length, createdAt, workbench };
  } catch (error) {
    if (error instanceof WorkbenchError || (error instanceof Error && error.name === 'AbortError'))
      throw error;
    throw unusable(folder, error);
  } finally {
    await handle.close();
    rmSync(beside, { recursive: true, force: true });
  }
}
