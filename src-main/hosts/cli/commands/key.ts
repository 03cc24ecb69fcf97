import type { KeyPlace } from '../../../../src-shared/model/index.ts';
import { systemEntropy } from '../../../../src-shared/system-ports.ts';
import { lockDataFolder } from '../../../store/data-folder.ts';
import { type HeldKey, holdKey, inspectKey } from '../../../store/key.ts';
import { connectEngine } from '../../engine/client.ts';
import { type Context, givenPassphrase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { newPassphrase, presentPassphrase } from '../passphrase.ts';

export interface MoveOptions {
  readonly to: KeyPlace['to'];
  readonly newPassphraseFile?: string;
}

type KeyWork = Pick<HeldKey, 'move' | 'setPassphrase'>;

/** The present passphrase, where nothing else opens the key from here. */
async function ownPassphrase(context: Context): Promise<string | undefined> {
  const facts = inspectKey(context.dataFolder);
  if (facts?.passphrase !== true) return undefined;
  // Without a terminal the key itself says what it needs.
  return facts.kind === 'keychain' && !context.output.interactive
    ? await givenPassphrase(context.options)
    : await presentPassphrase(context);
}

const newOne = (context: Context, file: string | undefined) =>
  newPassphrase(context, 'New passphrase', '--new-passphrase-file', file);

/**
 * Has the engine that runs do it, which alone may reach the keychain; where none runs, opens the key here. A folder without a key
 * gets one; of one that has, the passphrase is known to be right before `work` asks for a new one.
 */
async function withKey(context: Context, work: (key: KeyWork) => Promise<void>): Promise<void> {
  const { dataFolder: folder } = context;
  const engine = await connectEngine(folder);
  if (engine !== undefined) {
    try {
      await work({
        move: async (place) => void (await engine.call('key.move', place)),
        setPassphrase: async (passphrase) => void (await engine.call('key.passphrase', { passphrase })),
      });
    } finally {
      await engine.close();
    }
    return;
  }
  const lock = lockDataFolder(folder);
  try {
    const passphrase = await ownPassphrase(context);
    await work(await holdKey({ folder, passphrase, entropy: systemEntropy }));
  } finally {
    lock.release();
  }
}

const said = {
  file: 'The key lies in store.key, for everybody who can read that file.',
  passphrase: 'The key is protected by the passphrase.',
  keychain: 'The key is in the system keychain.',
} as const;

/**
 * Keeps the key elsewhere; nothing is sealed anew, and the key file is replaced whole or not at all. Rejects with engine_locked
 * where an engine is and does not answer, and with what `HeldKey.move` rejects with.
 */
export async function moveKey(context: Context, { to, newPassphraseFile }: MoveOptions): Promise<number> {
  await withKey(context, async (key) => {
    await key.move(
      to === 'passphrase' ? { to, passphrase: await newOne(context, newPassphraseFile) } : { to },
    );
  });
  context.output.result({ folder: context.dataFolder, key: to }, () => said[to]);
  return exitCodes.ok;
}

/** Sets or changes the passphrase. Rejects as `moveKey`, and with store_key_unprotected. */
export async function setKeyPassphrase(
  context: Context,
  { newPassphraseFile }: Pick<MoveOptions, 'newPassphraseFile'>,
): Promise<number> {
  await withKey(context, async (key) => {
    await key.setPassphrase(await newOne(context, newPassphraseFile));
  });
  context.output.result({ folder: context.dataFolder }, () => 'The passphrase opens the key.');
  return exitCodes.ok;
}
