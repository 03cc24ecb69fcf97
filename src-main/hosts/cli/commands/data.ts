import { existsSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toHex } from '../../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { fileNotWritten } from '../../../../src-shared/file-not-written.ts';
import { systemEntropy as entropy, systemClock } from '../../../../src-shared/system-ports.ts';
import { formatBytes } from '../../../../src-shared/texts.ts';
import { databaseName, lockDataFolder } from '../../../store/data-folder.ts';
import { copyName, removeCopies } from '../../../store/database-copy.ts';
import { exportData } from '../../../store/export-data.ts';
import { importData } from '../../../store/import-data.ts';
import { inspectKey, openKey, openWrappedKey, wrappedKey } from '../../../store/key.ts';
import type { StoreKey } from '../../../store/seal.ts';
import { startReading } from '../../../workbench/reading.ts';
import { connectEngine } from '../../engine/client.ts';
import { workbenchVersion } from '../../engine/version.ts';
import { workerModule } from '../../engine/worker-module.ts';
import { type Context, givenPassphrase, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { bar } from '../output.ts';
import { askPassphrase, newPassphrase, presentPassphrase } from '../passphrase.ts';

export interface ArchiveOptions {
  readonly exportPassphraseFile?: string;
}

const passphraseOption = '--export-passphrase-file';

/** How often the size of a copy is looked at. */
const lookMs = 250;

/** Where the copy is still being written, Windows keeps it; the next engine takes it away. */
function discard(copy: string): void {
  try {
    rmSync(copy, { force: true });
  } catch {}
}

/** Rejects as soon as Ctrl-C is pressed; what was asked for goes on unheard. */
async function unlessInterrupted<T>(signal: AbortSignal, asked: Promise<T>): Promise<T> {
  let stop = () => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([asked, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What an export is made of. */
interface Exported {
  readonly copy: { readonly path: string; readonly version: number };
  readonly key: StoreKey;
  readonly wrappedKey: string;
}

/**
 * Has the copy made where the database is open: by the engine that runs, which has the key, wherever that is kept; or by a worker of
 * this process, which then holds the folder and opens the key itself. `ask` gives the passphrase of the export.
 */
async function withCopy<R>(
  context: Context,
  ask: () => Promise<string>,
  use: (exported: Exported) => Promise<R>,
): Promise<R> {
  const { dataFolder: folder, output, interrupted } = context;
  const id = toHex(entropy.bytes(16));
  const path = join(folder, copyName(id));
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  async function copied<C>(made: Promise<C>, then: (made: C) => Promise<R>): Promise<R> {
    const looking = setInterval(
      () => output.status(`Copying the database ${bar(sizeOf(path), sizeOf(join(folder, databaseName)))}`),
      lookMs,
    );
    try {
      const copy = await unlessInterrupted(interrupted, made);
      clearInterval(looking);
      return await then(copy);
    } finally {
      clearInterval(looking);
      discard(path);
    }
  }
  const engine = await connectEngine(folder);
  if (engine !== undefined)
    try {
      const passphrase = await ask();
      return await copied(engine.call('data.export', { id, passphrase }), ({ version, key }) =>
        use({
          copy: { path, version },
          key: openWrappedKey(key, passphrase, entropy),
          wrappedKey: key,
        }),
      );
    } finally {
      await engine.close();
    }
  const lock = lockDataFolder(folder);
  try {
    const present = inspectKey(folder)?.passphrase === true ? await presentPassphrase(context) : undefined;
    // It is known to be right before another one is asked for.
    const key = openKey({ folder, passphrase: present, entropy });
    const passphrase = await ask();
    const wrapped = wrappedKey({ folder, present, passphrase, entropy });
    const reading = startReading({ folder, key, clock: systemClock, ...workerModule('reading-worker') });
    try {
      removeCopies(folder);
      return await copied(reading.copyDatabase(id), ({ version }) =>
        use({ copy: { path, version }, key, wrappedKey: wrapped }),
      );
    } finally {
      await reading.close();
    }
  } finally {
    lock.release();
  }
}

/**
 * Rejects with export_nothing, file_not_written, engine_locked (an engine that does not answer), the errors of a key and of a database
 * that do not open, and as interrupted; nothing is left then.
 */
export async function exportArchive(
  context: Context,
  name: string,
  options: ArchiveOptions,
): Promise<number> {
  const { dataFolder: folder, output } = context;
  const file = resolve(name);
  if (existsSync(file)) throw fileNotWritten(file);
  if (!existsSync(join(folder, databaseName))) throw new WorkbenchError('export_nothing', { folder });
  const ask = () =>
    newPassphrase(context, 'Passphrase of the export', passphraseOption, options.exportPassphraseFile);
  const made = await withCopy(context, ask, (exported) =>
    exportData({
      ...exported,
      folder,
      file,
      workbench: workbenchVersion(),
      now: systemClock.now(),
      entropy,
      signal: context.interrupted,
      onProgress: (done, total) => output.status(`Writing ${bar(done, total)}`),
    }),
  );
  output.result({ file, ...made }, () => `${file}: ${made.files} files, ${formatBytes(made.bytes)}`);
  return exitCodes.ok;
}

/** Rejects with what `importData` rejects with. */
export async function importArchive(
  context: Context,
  name: string,
  options: ArchiveOptions,
): Promise<number> {
  const { dataFolder: folder, output } = context;
  const file = resolve(name);
  const given = options.exportPassphraseFile;
  const next = await givenPassphrase(context.options);
  if (next === '')
    throw new WorkbenchError('usage', { reason: 'The passphrase of the data folder is empty' });
  const made = await importData({
    file,
    folder,
    passphrase: () =>
      given === undefined
        ? askPassphrase(context, 'Passphrase of the export: ', passphraseOption)
        : readText(given),
    next,
    entropy,
    signal: context.interrupted,
    onProgress: (done, total) => output.status(`Reading ${bar(done, total)}`),
  });
  output.result(
    { folder, key: next === undefined ? 'file' : 'passphrase', ...made },
    () => `${folder}: ${made.files} files, as they were at ${new Date(made.createdAt).toISOString()}`,
  );
  return exitCodes.ok;
}
