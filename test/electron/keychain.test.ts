import { describe, expect, test } from 'vitest';
import { fromEngineProcess, toEngineProcess } from '../../src-main/hosts/electron/channels.ts';
import { answerKeychain, createKeychain, remoteKeychain } from '../../src-main/hosts/electron/keychain.ts';
import { FakeKeychain } from '../store/fake-keychain.ts';

type Backend = ReturnType<Electron.SafeStorage['getSelectedStorageBackend']>;

/** Electron's safeStorage as far as it is used, with what Chromium puts before what it seals. */
function storage(backend: Backend, { works = true, prefix = 'v11' } = {}) {
  return {
    getSelectedStorageBackend: () => backend,
    isAsyncEncryptionAvailable: async () => works,
    encryptStringAsync: async (text: string) => Buffer.from(prefix + [...text].toReversed().join('')),
    decryptStringAsync: async (bytes: Buffer) => ({
      shouldReEncrypt: false,
      result: [...bytes.toString().slice(3)].toReversed().join(''),
    }),
  };
}

const clock = { sleep: async () => {} };
const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7);

describe('the keychain through safeStorage', () => {
  test.each(['basic_text', 'unknown'] as const)('is none on Linux with the backend %s', async (backend) => {
    expect(await createKeychain(storage(backend), clock, 'linux').available()).toEqual({
      reason: expect.stringContaining(backend),
    });
  });

  test('is one on Linux with a keyring, under its name, and gives back what it wrapped', async () => {
    const keychain = createKeychain(storage('gnome_libsecret'), clock, 'linux');
    expect(await keychain.available()).toEqual({ backend: 'gnome_libsecret' });
    const wrapped = await keychain.wrap(key);
    expect(Buffer.from(wrapped).includes(Buffer.from(key))).toBe(false);
    expect(Uint8Array.from(await keychain.unwrap(wrapped))).toEqual(key);
  });

  test('is none where it does not answer, and wraps nothing with the password that everybody knows', async () => {
    expect(
      await createKeychain(storage('kwallet6', { works: false }), clock, 'linux').available(),
    ).toHaveProperty('reason');
    const fixed = storage('kwallet6', { prefix: 'v10' });
    await expect(createKeychain(fixed, clock, 'linux').wrap(key)).rejects.toThrow('no key of its own');
    // Elsewhere that prefix means the system's keychain.
    expect(await createKeychain(fixed, clock, 'darwin').wrap(key)).toBeInstanceOf(Uint8Array);
  });

  test('is waited for while the system looks for it', async () => {
    let asked = 0;
    const slow = { ...storage('kwallet6'), isAsyncEncryptionAvailable: async () => ++asked > 2 };
    expect(await createKeychain(slow, clock, 'linux').available()).toEqual({ backend: 'kwallet6' });
  });

  test.each(['darwin', 'win32'] as const)('needs no backend on %s', async (platform) => {
    expect(await createKeychain(storage('unknown'), clock, platform).available()).toHaveProperty('backend');
  });
});

/** The engine's end, joined to the main process's as their channel does it: every message is cloned and parsed. */
function joined(keychain: FakeKeychain) {
  const remote = remoteKeychain((question) => {
    const asked = fromEngineProcess.parse(structuredClone(question));
    if (asked.type !== 'keychain') throw new Error('not asked of the keychain');
    void answerKeychain(keychain, asked).then((answer) => {
      const said = toEngineProcess.parse(structuredClone(answer));
      if (said.type === 'keychain') remote.answered(said);
    });
  });
  return remote.keychain;
}

describe("the keychain in the engine's process", () => {
  test('does what the one in the main process does', async () => {
    const fake = new FakeKeychain();
    const keychain = joined(fake);
    expect(await keychain.available()).toEqual({ backend: 'fake_ring' });
    const [one, other] = await Promise.all([keychain.wrap(key), keychain.wrap(key.toReversed())]);
    expect(Uint8Array.from(await keychain.unwrap(one))).toEqual(key);
    expect(Uint8Array.from(await keychain.unwrap(other))).toEqual(key.toReversed());
  });

  test('says why there is none, and why it refuses', async () => {
    const fake = new FakeKeychain();
    const keychain = joined(fake);
    fake.reason = 'none here';
    fake.refuses = 'locked';
    expect(await keychain.available()).toEqual({ reason: 'none here' });
    await expect(keychain.wrap(key)).rejects.toThrow('locked');
    await expect(keychain.unwrap(key)).rejects.toThrow('locked');
  });
});
