import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  changePassphrase,
  holdKey,
  inspectKey,
  keyFileName,
  openKey,
  wrappedKey,
} from '../../src-main/store/key.ts';
import { createSealer, StoreKey } from '../../src-main/store/seal.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { FakeKeychain } from './fake-keychain.ts';
import { errorOf, temporaryFolder, testKey } from './fixtures.ts';

vi.mock('node:crypto', async (original) =>
  (await import('../support/quick-scrypt.ts')).quickScrypt(await original()),
);

const text = (folder: string) => readFileSync(join(folder, keyFileName), 'utf8');
const idOf = (key: StoreKey) => Buffer.from(key.derive('x')).toString('hex');
const ids = (key: StoreKey) => [key, ...key.older].map((one) => `${one.number} ${idOf(one)}`).toSorted();

const codeOf = async (work: () => Promise<unknown>) => {
  const error = await work().catch((thrown: unknown) => thrown);
  return error instanceof WorkbenchError ? error.code : error;
};

const kinds = [
  { kind: 'plain', passphrase: undefined, keychain: false },
  { kind: 'passphrase', passphrase: 'open sesame', keychain: false },
  { kind: 'keychain', passphrase: undefined, keychain: true },
  { kind: 'keychain', passphrase: 'open sesame', keychain: true },
] as const;

describe.each(kinds)(
  'a key that is changed: $kind, passphrase $passphrase',
  ({ kind, passphrase, keychain }) => {
    async function bench() {
      const folder = temporaryFolder();
      const ring = keychain ? new FakeKeychain() : undefined;
      const hold = (given = passphrase as string | undefined) =>
        holdKey({ folder, keychain: ring, passphrase: keychain ? undefined : given, entropy });
      const held = await hold();
      if (keychain && passphrase !== undefined) await held.setPassphrase(passphrase);
      return { folder, held, hold, ring };
    }

    it('stays what it was in kind and rights, and has the older one beside it, until that is dropped', async () => {
      const { folder, held, hold } = await bench();
      const before = ids(held.key);
      const first = JSON.parse(text(folder)) as { version: number };
      expect(first.version).toBe(1);
      await held.rotate(passphrase);
      expect(held.key.number).toBe(2);
      expect(ids(held.key)).toEqual([...before, `2 ${idOf(held.key)}`]);
      expect(inspectKey(folder)).toMatchObject({
        kind,
        passphrase: passphrase !== undefined,
        number: 2,
        older: [1],
      });
      expect(statSync(join(folder, keyFileName)).mode & 0o777).toBe(0o600);
      expect(existsSync(join(folder, `${keyFileName}.new`))).toBe(false);
      expect(ids((await hold()).key)).toEqual(ids(held.key));
      if (passphrase !== undefined)
        expect(ids(openKey({ folder, passphrase, entropy }))).toEqual(ids(held.key));
      await held.rotate(passphrase);
      expect(inspectKey(folder)).toMatchObject({ number: 3, older: [1, 2] });
      expect(ids((await hold()).key)).toEqual(ids(held.key));
      // Of what is not the newest any more nobody forgets anything.
      await held.dropOlder(2);
      expect(inspectKey(folder)).toMatchObject({ number: 3, older: [1, 2] });
      await held.dropOlder(3);
      expect(inspectKey(folder)).toMatchObject({ kind, number: 3, older: [] });
      expect(ids((await hold()).key)).toEqual([`3 ${idOf(held.key)}`]);
      if (passphrase !== undefined) expect(openKey({ folder, passphrase, entropy }).number).toBe(3);
    });

    it('takes its older ones along wherever it is moved, and in an export', async () => {
      const { folder, held, hold } = await bench();
      await held.rotate(passphrase);
      const all = ids(held.key);
      await held.move({ to: 'passphrase', passphrase: 'other' });
      expect(ids(openKey({ folder, passphrase: 'other', entropy }))).toEqual(all);
      const exported = wrappedKey({ folder, present: 'other', passphrase: 'journey', entropy });
      const { key } = await held.wrapped('journey', async () => held.rotate('other'));
      for (const [content, expected] of [
        [exported, all],
        [key, ids(held.key)],
      ] as const) {
        const target = temporaryFolder();
        writeFileSync(join(target, keyFileName), content);
        expect(ids(openKey({ folder: target, passphrase: 'journey', entropy }))).toEqual(expected);
        changePassphrase({ folder: target, present: 'journey', next: undefined, entropy });
        expect(ids(openKey({ folder: target, entropy }))).toEqual(expected);
      }
      await held.move({ to: 'file' });
      expect(ids(openKey({ folder, entropy }))).toEqual(ids(held.key));
      if (!keychain) return;
      await held.move({ to: 'keychain' });
      expect(ids((await hold()).key)).toEqual(ids(held.key));
    });

    it('stays as it was where the change is refused', async () => {
      const { folder, held, ring } = await bench();
      const before = text(folder);
      const code = passphrase === undefined ? 'store_passphrase_not_set' : 'store_wrong_passphrase';
      expect(await codeOf(() => held.rotate('another'))).toBe(code);
      if (passphrase !== undefined)
        expect(await codeOf(() => held.rotate(undefined))).toBe('store_passphrase_required');
      if (ring !== undefined) {
        ring.refuses = 'locked';
        expect(await codeOf(() => held.rotate(passphrase))).toMatch(/^store_keychain_(unavailable|failed)$/);
      }
      expect(text(folder)).toBe(before);
      expect(held.key.number).toBe(1);
    });
  },
);

describe('the ring of keys', () => {
  it('changes one after the other, so that two at once lose none', async () => {
    const folder = temporaryFolder();
    const keychain = new FakeKeychain();
    const held = await holdKey({ folder, keychain, entropy });
    await Promise.all([held.rotate(undefined), held.move({ to: 'keychain' }), held.rotate(undefined)]);
    expect(ids((await holdKey({ folder, keychain, entropy })).key)).toEqual(ids(held.key));
    expect(inspectKey(folder)).toMatchObject({ number: 3, older: [1, 2] });
  });

  it('has an end: what is sealed with many keys is sealed anew first', async () => {
    const folder = temporaryFolder();
    const held = await holdKey({ folder, entropy });
    for (let i = 0; i < 7; i++) await held.rotate(undefined);
    expect(statSync(join(folder, keyFileName)).size).toBeLessThan(4096);
    expect(await codeOf(() => held.rotate(undefined))).toBe('store_key_ring_full');
    await held.dropOlder(8);
    await held.rotate(undefined);
    expect(inspectKey(folder)).toMatchObject({ number: 9, older: [8] });
  });

  it('forgets no key while something is copied that may need it', async () => {
    const folder = temporaryFolder();
    const held = await holdKey({ folder, entropy });
    await held.rotate(undefined);
    const order: string[] = [];
    let copied = () => {};
    const copying = held.wrapped('journey', () => new Promise<void>((resolve) => (copied = resolve)));
    const dropped = held.dropOlder(2).then(() => order.push('dropped'));
    await Promise.resolve();
    order.push('copied');
    copied();
    const { key } = await copying;
    await dropped;
    expect(order).toEqual(['copied', 'dropped']);
    const target = temporaryFolder();
    writeFileSync(join(target, keyFileName), key);
    expect(openKey({ folder: target, passphrase: 'journey', entropy }).older).toHaveLength(1);
  });

  it.each([
    ['no older keys in version 2', { older: undefined }],
    ['older keys in version 1', { version: 1 }],
    ['an older key that is newer', { number: 2, older: [{ number: 2, sealed: 'AB' }] }],
    ['a number that is none', { number: 1.5 }],
    ['an older key that does not unseal', { older: [{ number: 1, sealed: 'AB'.repeat(61) }] }],
  ])('is damaged with %s', async (_, part) => {
    const folder = temporaryFolder();
    await (await holdKey({ folder, entropy })).rotate(undefined);
    const content = JSON.stringify({ ...(JSON.parse(text(folder)) as object), ...part });
    writeFileSync(join(folder, keyFileName), content);
    expect(errorOf(() => openKey({ folder, entropy })).code).toBe('store_key_damaged');
    expect(text(folder)).toBe(content);
  });
});

describe('a sealer with older keys', () => {
  const first = testKey(1);
  const second = new StoreKey(new Uint8Array(32).fill(2), 0x01020304, [first]);

  it('names the key that has sealed, and writes what it always wrote with the first', () => {
    const sealed = createSealer(second, entropy).seal('c', Uint8Array.of(1));
    expect(Buffer.from(sealed.subarray(0, 5)).toString('hex')).toBe('0201020304');
    expect(createSealer(first, entropy).seal('c', Uint8Array.of(1))[0]).toBe(1);
    expect(sealed).toHaveLength(5 + 12 + 1 + 16);
  });

  it('opens what either has sealed, changed by no bit, and seals with the newest from `use` on', () => {
    const sealer = createSealer(first, entropy);
    const old = sealer.seal('c', Uint8Array.of(1));
    sealer.use(second);
    const sealed = sealer.seal('c', Uint8Array.of(2));
    expect([sealer.open('c', old), sealer.open('c', sealed)]).toEqual([Uint8Array.of(1), Uint8Array.of(2)]);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(sealer.open('c', changed)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(sealer.open('c', sealed.subarray(0, length))).toBeUndefined();
    sealer.use(new StoreKey(new Uint8Array(32).fill(2), 0x01020304));
    expect(sealer.open('c', old)).toBeUndefined();
    expect(sealer.open('c', sealed)).toEqual(Uint8Array.of(2));
  });
});
