import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { KeyPlace, KeyStatus } from '../../../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../../../src-shared/system-ports.ts';
import { formatInteger } from '../../../../src-shared/texts.ts';
import { lockDataFolder } from '../../../store/data-folder.ts';

import { type HeldKey, holdKey, inspectKey, keyFileName } from '../../../store/key.ts';
import { connectEngine } from '../../engine/client.ts';
import { type Context, givenPassphrase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { bar, table } from '../output.ts';
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

const placeText = {
  file: 'in store.key, for everybody who can read that file',
  passphrase: 'in store.key, protected by the passphrase',
  keychain: 'in the system keychain',
} as const;

function statusText({ place, backend, passphrase, number, older, reseal }: KeyStatus): string {
  const kept = backend === undefined ? placeText[place] : `${placeText[place]} (${backend})`;
  return table([
    ['Key', `number ${number}, ${kept}`],
    ...(place === 'keychain' ? [['Passphrase', passphrase ? 'opens it, too' : 'none']] : []),
    [
      'Older keys',
      older.length === 0
        ? 'none'
        : `${older.join(', ')}: kept, since something may still be sealed with them (key reseal)`,
    ],
    ...(reseal === undefined
      ? []
      : [
          [
            'Sealed anew',
            `${formatInteger(reseal.sealed)} values${older.length === 0 ? '' : `, ${bar(reseal.done, reseal.total)}${reseal.running ? '' : ', not under way'}`}`,
          ],
          ...(reseal.unreadable === 0
            ? []
            : [['Damaged', `${formatInteger(reseal.unreadable)} values, which keep the older keys`]]),
        ]),
  ]);
}

/** Of the key file itself where no engine runs, so that it opens nothing. Rejects with store_key_missing, store_key_damaged. */
export async function showKey(context: Context): Promise<number> {
  const { dataFolder: folder, output } = context;
  const engine = await connectEngine(folder);
  let status: KeyStatus;
  if (engine === undefined) {
    const { keyStatusOf } = await import('../../../workbench/key-desk.ts');
    const facts = inspectKey(folder);
    if (facts === undefined) throw new WorkbenchError('store_key_missing', { folder, file: keyFileName });
    status = keyStatusOf(facts);
  } else
    try {
      status = await engine.call('key.status', {});
    } finally {
      await engine.close();
    }
  output.result(status, () => statusText(status));
  return exitCodes.ok;
}

/** A new key for the data folder. The present passphrase is asked for where the key has one: the new one is wrapped with it. */
export async function rotateMaster(context: Context): Promise<number> {
  const { dataFolder: folder } = context;
  const passphrase = inspectKey(folder)?.passphrase === true ? await presentPassphrase(context) : undefined;
  const engine = await context.engine();
  const status = await engine.call('key.rotate', passphrase === undefined ? {} : { passphrase });
  context.output.result(
    status,
    () =>
      `Key ${status.number} seals from now on. What older ones have sealed stays readable; \`key reseal\` seals it anew and forgets them.`,
  );
  return exitCodes.ok;
}

const lookMs = 200;

/** Goes on until nothing is sealed with an older key, or until Ctrl-C; what was done by then stays done. */
export async function resealAll(context: Context): Promise<number> {
  const { output, interrupted } = context;
  const engine = await context.engine();
  let status = await engine.call('key.reseal', {});
  try {
    while (status.reseal?.running === true) {
      output.status(`Sealing anew ${bar(status.reseal.done, status.reseal.total)}`);
      await systemClock.sleep(lookMs, interrupted);
      status = await engine.call('key.status', {});
    }
  } catch (error) {
    await engine.call('key.pauseReseal', {}).catch(() => undefined);
    throw error;
  } finally {
    output.endStatus();
  }
  output.result(status, () => statusText(status));
  return status.older.length === 0 ? exitCodes.ok : exitCodes.failed;
}
