import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdKey, inspectKey, keyFileName, openKey } from '../../src-main/store/key.ts';
import type { StoreKey } from '../../src-main/store/seal.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { FakeKeychain } from './fake-keychain.ts';
import { errorOf, temporaryFolder, testStore } from './fixtures.ts';

const bytes = (key: StoreKey) => Buffer.from(key.derive('x')).toString('hex');

function bench() {
  const folder = temporaryFolder();
  const keychain = new FakeKeychain();
  const hold = (passphrase?: string) => holdKey({ folder, keychain, passphrase, entropy });
  const text = () => readFileSync(join(folder, keyFileName), 'utf8');
  /** The code that something ends with, after which the file must be as it was. */
  const refused = async (work: () => Promise<unknown>) => {
    const before = text();
    const error = await work().catch((thrown: unknown) => thrown);
    expect(text()).toBe(before);
    return error instanceof WorkbenchError ? error.code : error;
  };
  return { folder, keychain, hold, text, refused };
}

describe('a key in the keychain', () => {
  it('is where a new folder has it, and opens again by it alone', async () => {
    const { folder, hold, text } = bench();
    const { key } = await hold();
    testStore({ folder, key });
    expect(inspectKey(folder)).toEqual({
      kind: 'keychain',
      mode: 0o600,
      passphrase: false,
      backend: 'fake_ring',
      number: 1,
      older: [],
    });
    expect(statSync(join(folder, keyFileName)).mode & 0o777).toBe(0o600);
    expect(bytes((await hold()).key)).toBe(bytes(key));
    expect(errorOf(() => openKey({ folder, entropy })).code).toBe('store_key_in_keychain');
    // A passphrase that was never set opens it neither, and is not mistaken for a wrong one.
    expect(errorOf(() => openKey({ folder, passphrase: 'p', entropy })).code).toBe('store_key_in_keychain');
    // The key itself stands in no file, once it is moved it does.
    await (await hold()).move({ to: 'file' });
    const plain = (JSON.parse(text()) as { key: string }).key;
    await (await hold()).move({ to: 'keychain' });
    expect(text()).not.toContain(plain);
    expect(bytes((await hold()).key)).toBe(bytes(key));
  });

  it.each([
    ['there is none', (one: FakeKeychain) => (one.reason = 'none')],
    ['it refuses', (one: FakeKeychain) => (one.refuses = 'locked')],
    ['it opens something else', (one: FakeKeychain) => (one.unwrap = async () => new Uint8Array(32))],
    ['it opens nothing', (one: FakeKeychain) => (one.unwrap = async () => new Uint8Array(0))],
  ])('lies in the file of a new folder where %s, and is not moved', async (_, spoil) => {
    const { folder, keychain, hold, refused } = bench();
    spoil(keychain);
    const { key, move } = await hold();
    expect(inspectKey(folder)?.kind).toBe('plain');
    expect(bytes(openKey({ folder, entropy }))).toBe(bytes(key));
    expect(await refused(() => move({ to: 'keychain' }))).toMatch(/^store_keychain_(unavailable|failed)$/);
  });

  it('stays as it is in folders of before until it is moved', async () => {
    const { folder, keychain, hold } = bench();
    const before = bytes(openKey({ folder, entropy }));
    expect(bytes((await hold()).key)).toBe(before);
    expect([inspectKey(folder)?.kind, keychain.asked]).toEqual(['plain', []]);
    await (await hold()).move({ to: 'keychain' });
    expect(inspectKey(folder)?.kind).toBe('keychain');
    expect(bytes((await hold()).key)).toBe(before);
  });

  it.each([
    ['of another user', (one: FakeKeychain) => one.replaceKey()],
    ['that is locked', (one: FakeKeychain) => (one.refuses = 'locked')],
    ['that is gone', (one: FakeKeychain) => (one.reason = 'gone')],
  ])('is not opened by a keychain %s: an error of its own, and nothing is changed', async (_, spoil) => {
    const { folder, keychain, hold, refused } = bench();
    const first = await hold();
    testStore({ folder, key: first.key });
    spoil(keychain);
    expect(await refused(() => hold())).toBe('store_keychain_failed');
    expect(await refused(() => hold('p'))).toBe('store_keychain_failed');
  });

  it('opens with a passphrase beside it, too, without the keychain being asked', async () => {
    const { folder, keychain, hold, refused } = bench();
    const first = await hold();
    await first.setPassphrase('open sesame');
    expect(inspectKey(folder)).toMatchObject({ kind: 'keychain', passphrase: true });
    keychain.replaceKey();
    keychain.asked = [];
    expect(bytes((await hold('open sesame')).key)).toBe(bytes(first.key));
    expect(bytes(openKey({ folder, passphrase: 'open sesame', entropy }))).toBe(bytes(first.key));
    expect(await refused(() => hold('wrong'))).toBe('store_wrong_passphrase');
    expect(keychain.asked).toEqual([]);
    expect(errorOf(() => openKey({ folder, entropy })).code).toBe('store_key_in_keychain');
    // With it, the key moves into the keychain that is there now; the passphrase stays.
    await (await hold('open sesame')).move({ to: 'keychain' });
    expect(bytes((await hold()).key)).toBe(bytes(first.key));
    expect(bytes((await hold('open sesame')).key)).toBe(bytes(first.key));
    await (await hold()).setPassphrase('close sesame');
    expect(await refused(() => hold('open sesame'))).toBe('store_wrong_passphrase');
  });

  it('keeps the passphrase that protected it beside the keychain', async () => {
    const { folder, hold } = bench();
    const first = await hold('open sesame');
    expect(inspectKey(folder)?.kind).toBe('passphrase');
    await first.move({ to: 'keychain' });
    expect(inspectKey(folder)).toMatchObject({ kind: 'keychain', passphrase: true });
    expect(bytes((await hold()).key)).toBe(bytes(openKey({ folder, passphrase: 'open sesame', entropy })));
  });

  it('goes nowhere without one, and gets no passphrase beside a key that lies open', async () => {
    const { folder, refused } = bench();
    const held = await holdKey({ folder, entropy });
    expect(await refused(() => held.move({ to: 'keychain' }))).toBe('store_keychain_unavailable');
    expect(await refused(() => held.setPassphrase('p'))).toBe('store_key_unprotected');
  });

  it('is damaged where its file is', async () => {
    const { folder, hold, text } = bench();
    await hold();
    const file = JSON.parse(text()) as object;
    for (const part of [
      { wrapped: '' },
      { wrapped: 'AB'.repeat(1025) },
      { check: '00' },
      { passphrase: {} },
    ]) {
      writeFileSync(join(folder, keyFileName), JSON.stringify({ ...file, ...part }));
      await expect(hold()).rejects.toMatchObject({ code: 'store_key_damaged' });
    }
  });
});
