import { existsSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toHex } from '../../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { systemEntropy as entropy, systemClock } from '../../../../src-shared/system-ports.ts';
import { formatBytes } from '../../../../src-shared/texts.ts';
import { databaseName, lockDataFolder } from '../../../store/data-folder.ts';
import { copyName, type DatabaseCopy, removeCopies } from '../../../store/database-copy.ts';
import { exportData } from '../../../store/export-data.ts';
import { importData } from '../../../store/import-data.ts';
import { inspectKey, openKey, wrappedKey } from '../../../store/key.ts';
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

/** Rejects as soon as Ctrl-C is pressed; what was asked for goes on unheard. */
async function unlessInterrupted<T>(signal: AbortSignal, asked: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([asked, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Has the copy made where the database is open: by the engine that runs, or by a worker of this process, which then holds the folder. */
async function withCopy<R>(
  context: Context,
  key: () => Promise<StoreKey>,
  use: (copy: { readonly path: string; readonly version: number }, key: StoreKey) => Promise<R>,
): Promise<R> {
  const { dataFolder: folder, output, interrupted } = context;
  const id = toHex(entropy.bytes(16));
  const path = join(folder, copyName(id));
  const looking = setInterval(() => {
    if (!existsSync(path)) return;
    const whole = statSync(join(folder, databaseName)).size;
    output.status(`Copying the database ${bar(statSync(path).size, whole)}`);
  }, lookMs);
  const copied = async (made: Promise<DatabaseCopy>, opened: StoreKey) => {
    const { version } = await unlessInterrupted(interrupted, made);
    clearInterval(looking);
    return await use({ path, version }, opened);
  };
  const engine = await connectEngine(folder).catch((error: unknown) => {
    clearInterval(looking);
    throw error;
  });
  try {
    if (engine !== undefined) return await copied(engine.call('data.export', { id }), await key());
    const lock = lockDataFolder(folder);
    try {
      removeCopies(folder);
      const opened = await key();
      const reading = startReading({
        folder,
        key: opened,
        clock: systemClock,
        ...workerModule('reading-worker'),
      });
      try {
        return await copied(reading.copyDatabase(id), opened);
      } finally {
        await reading.close();
      }
    } finally {
      lock.release();
    }
  } finally {
    clearInterval(looking);
    rmSync(path, { force: true });
    await engine?.close();
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
  if (existsSync(file)) throw new WorkbenchError('file_not_written', { file, reason: 'EEXIST' });
  if (!existsSync(join(folder, databaseName))) throw new WorkbenchError('export_nothing', { folder });
  const present = inspectKey(folder)?.passphrase === true ? await presentPassphrase(context) : undefined;
  const open = async () => openKey({ folder, passphrase: present, entropy });
  await open();
  const passphrase = await newPassphrase(
    context,
    'Passphrase of the export',
    passphraseOption,
    options.exportPassphraseFile,
  );
  const made = await withCopy(context, open, (copy, key) =>
    exportData({
      folder,
      copy,
      file,
      key,
      wrappedKey: wrappedKey({ folder, present, passphrase, entropy }),
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
