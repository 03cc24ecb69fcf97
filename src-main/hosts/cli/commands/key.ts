import { systemEntropy } from '../../../../src-shared/system-ports.ts';
import { lockDataFolder } from '../../../store/data-folder.ts';
import { changePassphrase, inspectKey, openKey } from '../../../store/key.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { newPassphrase, presentPassphrase } from '../passphrase.ts';

export interface MoveOptions {
  readonly to: 'file' | 'passphrase';
  readonly newPassphraseFile?: string;
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
    const present = kind === 'passphrase' ? await presentPassphrase(context) : undefined;
    // A folder without a key gets one; of one that has, the passphrase is known to be right before a new one is asked for.
    openKey({ folder, passphrase: present, entropy: systemEntropy });
    const next =
      options.to === 'passphrase'
        ? await newPassphrase(context, 'New passphrase', '--new-passphrase-file', options.newPassphraseFile)
        : undefined;
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
