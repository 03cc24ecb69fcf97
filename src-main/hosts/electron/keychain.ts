/** The system keychain through Electron's safeStorage (main process), and the way to it from the engine's process. */

import type { SafeStorage } from 'electron';
import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import type { Clock } from '../../../src-shared/ports.ts';
import type { KeychainPort } from '../../store/key.ts';
import type { FromEngineProcess, ToEngineProcess } from './channels.ts';

export type KeychainAsked = Extract<FromEngineProcess, { type: 'keychain' }>;
export type KeychainAnswered = Extract<ToEngineProcess, { type: 'keychain' }>;

type Storage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>;

const names: Readonly<Record<string, string>> = { darwin: 'Keychain', win32: 'DPAPI' };

/** What Chromium on Linux puts before a value that it has sealed with a password that everybody knows. */
const fixedPassword = 'v10';

/** Electron 42 says no until it has found the keyring, which it begins to look for when it is first asked. */
const patience = { times: 30, everyMs: 100 };

/** To be used once the application is ready: before that, Linux names no backend. */
export function createKeychain(
  storage: Storage,
  clock: Pick<Clock, 'sleep'>,
  platform: NodeJS.Platform = process.platform,
): KeychainPort {
  async function answers(): Promise<boolean> {
    for (let time = 1; !(await storage.isAsyncEncryptionAvailable()); time++) {
      if (time === patience.times) return false;
      await clock.sleep(patience.everyMs);
    }
    return true;
  }
  return {
    async available() {
      let backend = names[platform] ?? platform;
      if (platform === 'linux') {
        backend = storage.getSelectedStorageBackend();
        // The first seals with a password that everybody knows; of the second nobody can tell.
        if (backend === 'basic_text' || backend === 'unknown')
          return { reason: `there is none on this system (${backend})` };
      }
      return (await answers()) ? { backend } : { reason: `${backend} does not answer or is locked` };
    },
    async wrap(bytes) {
      const wrapped = await storage.encryptStringAsync(toHex(bytes));
      if (platform === 'linux' && wrapped.toString('latin1', 0, fixedPassword.length) === fixedPassword)
        throw new Error('it has no key of its own');
      return wrapped;
    },
    async unwrap(wrapped) {
      const { result } = await storage.decryptStringAsync(Buffer.from(wrapped));
      return fromHex(result);
    },
  };
}

/** Does in the main process what the engine's process asks for. */
export async function answerKeychain(
  keychain: KeychainPort,
  { id, ask, bytes = new Uint8Array(0) }: KeychainAsked,
): Promise<KeychainAnswered> {
  try {
    if (ask === 'available') return { type: 'keychain', id, found: await keychain.available() };
    return { type: 'keychain', id, bytes: Uint8Array.from(await keychain[ask](bytes)) };
  } catch (error) {
    return { type: 'keychain', id, failed: error instanceof Error ? error.message : String(error) };
  }
}

/** The keychain as the engine's process has it: each call is asked of the main process with `ask` and ends with `answered`. */
export function remoteKeychain(ask: (question: KeychainAsked) => void): {
  readonly keychain: KeychainPort;
  answered(answer: KeychainAnswered): void;
} {
  const waiting = new Map<number, (answer: KeychainAnswered) => void>();
  let lastId = 0;
  async function asked(question: Pick<KeychainAsked, 'ask' | 'bytes'>): Promise<KeychainAnswered> {
    lastId += 1;
    const id = lastId;
    const answer = await new Promise<KeychainAnswered>((resolve) => {
      waiting.set(id, resolve);
      ask({ type: 'keychain', id, ...question });
    });
    if (answer.failed !== undefined) throw new Error(answer.failed);
    return answer;
  }
  const bytesOf = async (what: 'wrap' | 'unwrap', bytes: Uint8Array) =>
    (await asked({ ask: what, bytes: Uint8Array.from(bytes) })).bytes ?? new Uint8Array(0);
  return {
    keychain: {
      available: async () => (await asked({ ask: 'available' })).found ?? { reason: 'no answer' },
      wrap: (bytes) => bytesOf('wrap', bytes),
      unwrap: (wrapped) => bytesOf('unwrap', wrapped),
    },
    answered(answer) {
      const resolve = waiting.get(answer.id);
      waiting.delete(answer.id);
      resolve?.(answer);
    },
  };
}
