import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { systemEntropy } from '../../../../src-shared/system-ports.ts';
import { lockDataFolder } from '../../../store/data-folder.ts';
import { changePassphrase, inspectKey, openKey } from '../../../store/key.ts';
import { type Context, givenPassphrase, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { prompt } from '../prompt.ts';

export interface MoveOptions {
  readonly to: 'file' | 'passphrase';
  readonly newPassphraseFile?: string;
}

async function askFor(context: Context, text: string): Promise<string> {
  if (!context.output.interactive)
    throw new WorkbenchError('usage', {
      reason: 'Nobody can be asked: give --passphrase-file, and --new-passphrase-file for a new one',
    });
  const said = await prompt(context.streams, text, { hidden: true, signal: context.interrupted });
  if (said === undefined) throw new WorkbenchError('declined', { what: 'the passphrase' });
  return said;
}

async function newPassphrase(context: Context, file: string | undefined): Promise<string> {
  const given = file === undefined ? await askFor(context, 'New passphrase: ') : await readText(file);
  if (given === '') throw new WorkbenchError('usage', { reason: 'The new passphrase is empty' });
  if (file === undefined && (await askFor(context, 'Once more: ')) !== given)
    throw new WorkbenchError('usage', { reason: 'The two passphrases differ' });
  return given;
}

/**
 * Wraps the key anew; nothing is sealed anew, and the key file is replaced whole or not at all. Rejects with engine_locked while an
 * engine runs, and with what `changePassphrase` throws.
 */
export async function moveKey(context: Context, options: MoveOptions): Promise<number> {
  const { dataFolder: folder } = context;
  const lock = lockDataFolder(folder);
  try {
    const kind = inspectKey(folder)?.kind;
    const present =
      kind === 'passphrase'
        ? ((await givenPassphrase(context.options)) ??
          (await askFor(context, 'Passphrase of the data folder: ')))
        : undefined;
    // A folder without a key gets one; of one that has, the passphrase is known to be right before a new one is asked for.
    openKey({ folder, passphrase: present, entropy: systemEntropy });
    const next =
      options.to === 'passphrase' ? await newPassphrase(context, options.newPassphraseFile) : undefined;
    changePassphrase({ folder, present, next, entropy: systemEntropy });
  } finally {
    lock.release();
  }
  context.output.result({ folder, key: options.to }, () =>
    options.to === 'passphrase'
      ? 'The key is protected by the passphrase.'
      : 'The key lies in store.key, for everybody who can read that file.',
  );
  return exitCodes.ok;
}
