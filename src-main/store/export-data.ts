/** Writes a data folder into one archive file (archive.ts), whole or not at all. */

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { fileNotWritten } from '../../src-shared/file-not-written.ts';
import type { Entropy } from '../../src-shared/ports.ts';
import {
  type ArchiveManifest,
  archiveManifest,
  archiveVersion,
  macName,
  manifestMac,
  manifestName,
  maxTrustBytes,
  maxTrustFiles,
  trustName,
} from './archive.ts';
import { databaseName } from './data-folder.ts';
import { keyFileName } from './key.ts';
import type { StoreKey } from './seal.ts';
import { tarBlock, tarHeader, tarPadding } from './tar.ts';

export interface ExportOptions {
  /** The data folder. */
  readonly folder: string;
  /** A copy of its database that nobody writes to, and the version of its tables. */
  readonly copy: { readonly path: string; readonly version: number };
  /** The archive; it must not be there. */
  readonly file: string;
  readonly key: StoreKey;
  /** The text of a key file that is wrapped with the export's passphrase: from `wrappedKey`. */
  readonly wrappedKey: string;
  readonly workbench: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly entropy: Entropy;
  readonly signal?: AbortSignal;
  /** Bytes of all that is to be gone through; the database twice, since its sum stands first. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportFacts {
  readonly files: number;
  readonly bytes: number;
}

const chunkBytes = 1 << 20;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function unwritable(file: string, error: unknown): unknown {
  const ours = error instanceof WorkbenchError || (error instanceof Error && error.name === 'AbortError');
  return ours ? error : fileNotWritten(file, error);
}

/** The files of the trust store, under the names that an archive may have. */
function trustFiles(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const trust = join(folder, 'trust');
  if (!existsSync(trust)) return files;
  let others = 0;
  for (const entry of readdirSync(trust).sort()) {
    if (entry !== 'state.json' && !entry.endsWith('.pem')) continue;
    const { size } = lstatSync(join(trust, entry));
    if (!lstatSync(join(trust, entry)).isFile() || size === 0 || size > maxTrustBytes) continue;
    // Somebody may have put in roots under names of their own; what counts is what is in them.
    const name = trustName.test(`trust/${entry}`) ? `trust/${entry}` : `trust/root-${others++}.pem`;
    if (files.size < maxTrustFiles) files.set(name, readFileSync(join(trust, entry)));
  }
  return files;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Puts a finished file in its place, never over another. */
async function place(beside: string, file: string): Promise<void> {
  try {
    await link(beside, file);
  } catch (error) {
    // A file system without hard links (FAT).
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error)) || existsSync(file))
      throw error;
    await rename(beside, file);
    return;
  }
  await rm(beside);
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/**
 * Rejects with file_not_written (it is there, the disk is full, no rights), with `signal`'s reason, and with what reading the data
 * folder throws. Nothing of it is left then.
 */
export async function exportData(options: ExportOptions): Promise<ExportFacts> {
  const { folder, copy, file, key, signal } = options;
  if (existsSync(file)) throw fileNotWritten(file);
  const small = new Map([[keyFileName, Buffer.from(options.wrappedKey)], ...trustFiles(folder)]);
  const beside = `${file}.${toHex(options.entropy.bytes(8))}.tmp`;
  const database = await open(copy.path, 'r');
  let out: FileHandle | undefined;
  try {
    const { size } = await database.stat();
    let done = 0;
    const throughDatabase = async (take: (bytes: Uint8Array) => unknown) => {
      const chunk = Buffer.alloc(chunkBytes);
      for (let at = 0; at < size; ) {
        signal?.throwIfAborted();
        const { bytesRead } = await database.read(chunk, 0, chunkBytes, at);
        if (bytesRead === 0)
          throw new WorkbenchError('store_failed', { reason: 'its copy is shorter than it was' });
        await take(chunk.subarray(0, bytesRead));
        at += bytesRead;
        done += bytesRead;
        options.onProgress?.(done, 2 * size);
      }
    };
    const hash = createHash('sha256');
    await throughDatabase((bytes) => hash.update(bytes));
    const manifest: ArchiveManifest = archiveManifest.parse({
      format: 'euicc-workbench data',
      version: archiveVersion,
      workbench: options.workbench,
      createdAt: options.now,
      database: { version: copy.version },
      files: [
        ...[...small].map(([name, bytes]) => ({ name, size: bytes.length, sha256: sha256(bytes) })),
        { name: databaseName, size, sha256: hash.digest('hex') },
      ],
    });
    const manifestBytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);

    out = await open(beside, 'wx', 0o600);
    const archive = out;
    let bytes = 0;
    const write = async (part: Uint8Array) => {
      await archive.writeFile(part);
      bytes += part.length;
    };
    const member = async (name: string, content: Uint8Array) => {
      await write(tarHeader({ name, size: content.length }, options.now));
      await write(content);
      await write(Buffer.alloc(tarPadding(content.length)));
    };
    await member(manifestName, manifestBytes);
    await member(macName, manifestMac(key, manifestBytes));
    for (const [name, content] of small) await member(name, content);
    await write(tarHeader({ name: databaseName, size }, options.now));
    await throughDatabase(write);
    await write(Buffer.alloc(tarPadding(size) + 2 * tarBlock));
    await archive.sync();
    await archive.close();
    signal?.throwIfAborted();
    await place(beside, file);
    await syncFolder(dirname(file));
    return { files: manifest.files.length, bytes };
  } catch (error) {
    throw unwritable(file, error);
  } finally {
    await database.close();
    if (out !== undefined) {
      await out.close().catch(() => undefined);
      await rm(beside, { force: true });
    }
  }
}
