import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdKey, keyFileName, openKey } from '../../src-main/store/key.ts';
import { createSealer, StoreKey } from '../../src-main/store/seal.ts';
import type { KeyPlace } from '../../src-shared/model/index.ts';
import { systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import { errorOf, temporaryFolder, testKey, testStore } from './fixtures.ts';

const same = (a: StoreKey, b: StoreKey) => Buffer.from(a.derive('x')).equals(b.derive('x'));

describe('openKey', () => {
  it('makes a key in a private file, once', () => {
    const folder = temporaryFolder();
    const first = openKey({ folder, entropy });
    expect(statSync(join(folder, keyFileName)).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, `${keyFileName}.new`))).toBe(false);
    expect(same(openKey({ folder, entropy }), first)).toBe(true);
    expect(same(openKey({ folder: temporaryFolder(), entropy }), first)).toBe(false);
  });

  it('makes a file private again that is not', () => {
    const folder = temporaryFolder();
    openKey({ folder, entropy });
    chmodSync(join(folder, keyFileName), 0o644);
    openKey({ folder, entropy });
    expect(statSync(join(folder, keyFileName)).mode & 0o777).toBe(0o600);
  });

  it('never makes a new key for a database that is there', () => {
    const folder = temporaryFolder();
    testStore({ folder, key: openKey({ folder, entropy }) }).close();
    rmSync(join(folder, keyFileName));
    expect(errorOf(() => openKey({ folder, entropy })).code).toBe('store_key_missing');
    expect(existsSync(join(folder, keyFileName))).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['half of it', '{"version":1,"kind":"pla'],
    ['a short key', '{"version":1,"kind":"plain","key":"00"}'],
    ['another version', `{"version":2,"kind":"plain","key":"${'00'.repeat(32)}"}`],
    [
      'a cost that would take all memory',
      JSON.stringify({
        version: 1,
        kind: 'passphrase',
        scrypt: { N: 2 ** 30, r: 8, p: 1, salt: '00'.repeat(16) },
        nonce: '00'.repeat(12),
        wrapped: '00'.repeat(32),
        tag: '00'.repeat(16),
      }),
    ],
  ])('names a key file that holds %s', (_, content) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, keyFileName), content);
    const error = errorOf(() => openKey({ folder, passphrase: 'p', entropy }));
    expect(error.code).toBe('store_key_damaged');
    expect(readFileSync(join(folder, keyFileName), 'utf8')).toBe(content);
  });

  it('takes a passphrase, changes it and removes it, and the key stays the same', async () => {
    const folder = temporaryFolder();
    const key = openKey({ folder, passphrase: 'Schlüssel', entropy });
    const text = readFileSync(join(folder, keyFileName), 'utf8');
    expect(text).not.toContain('Schl');
    // The same letters in another normal form.
    expect(same(openKey({ folder, passphrase: 'Schlu\u0308ssel', entropy }), key)).toBe(true);
    expect(errorOf(() => openKey({ folder, passphrase: 'wrong', entropy })).code).toBe(
      'store_wrong_passphrase',
    );
    expect(errorOf(() => openKey({ folder, entropy })).code).toBe('store_passphrase_required');

    const move = async (passphrase: string, place: KeyPlace) =>
      await (await holdKey({ folder, passphrase, entropy })).move(place);
    await move('Schlüssel', { to: 'passphrase', passphrase: 'other' });
    expect(same(openKey({ folder, passphrase: 'other', entropy }), key)).toBe(true);
    await move('other', { to: 'file' });
    expect(same(openKey({ folder, entropy }), key)).toBe(true);
    expect(errorOf(() => openKey({ folder, passphrase: 'other', entropy })).code).toBe(
      'store_passphrase_not_set',
    );
  });
});

describe('StoreKey', () => {
  it('is never printed', () => {
    const key = testKey(0xab);
    const printed = `${inspect(key)} ${inspect({ key }, { showHidden: true, depth: 9 })} ${JSON.stringify({ key })} ${key}`;
    expect(printed.toLowerCase()).not.toMatch(/abab|171/);
  });

  it('has 32 bytes', () => {
    expect(() => new StoreKey(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe('createSealer', () => {
  const sealer = createSealer(testKey(), entropy);

  it('opens what it sealed, under the same context and key only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.string(), fc.string(), (plain, context, other) => {
        const sealed = sealer.seal(context, plain);
        expect(sealer.open(context, sealed)).toEqual(plain);
        if (other !== context) expect(sealer.open(other, sealed)).toBeUndefined();
        expect(createSealer(testKey(8), entropy).open(context, sealed)).toBeUndefined();
      }),
    );
  });

  it('notices every changed bit and every cut', () => {
    const sealed = sealer.seal('c', Uint8Array.of(1, 2, 3));
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(sealer.open('c', changed)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(sealer.open('c', sealed.subarray(0, length))).toBeUndefined();
  });

  it('uses a nonce once', () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 500; i++)
      nonces.add(Buffer.from(sealer.seal('c', new Uint8Array(1)).subarray(1, 13)).toString('hex'));
    expect(nonces.size).toBe(500);
  });
});
