import { createECDH, randomBytes } from 'node:crypto';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cmac } from '../../../src-main/simulator/crypto/aes.ts';
import {
  agreeKey,
  deriveSessionKeys,
  generateKeyPair,
  openScp03t,
  privateKeyFromScalar,
  protectSegments,
  protectTlv,
  type SessionKeys,
  segmentCapacity,
  sign,
  signDer,
  unprotectTlv,
  verify,
  verifyDer,
} from '../../../src-main/simulator/crypto/index.ts';
import { x963Kdf } from '../../../src-main/simulator/crypto/session-keys.ts';
import { concatBytes, fromHex, toHex } from '../../../src-shared/bytes.ts';

const entropy = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const ascii = (text: string) => new TextEncoder().encode(text);

describe('ECDSA', () => {
  it('signs as RFC 6979 §A.2.5 says (P-256, SHA-256)', () => {
    const scalar = fromHex('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721');
    const key = privateKeyFromScalar('P-256', scalar);
    expect(toHex(sign(key, ascii('sample')))).toBe(
      'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716' +
        'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
    );
    expect(toHex(sign(key, ascii('test')))).toBe(
      'F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367' +
        '019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083',
    );
  });

  it.each([
    ['P-256', p256],
    ['brainpoolP256r1', brainpoolP256r1],
  ] as const)('signs as @noble/curves does, byte for byte (%s)', (curve, noble) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array(), (scalar, data) => {
        fc.pre(noble.utils.isValidSecretKey(scalar));
        const key = privateKeyFromScalar(curve, scalar);
        expect(toHex(key.point)).toBe(toHex(noble.getPublicKey(scalar, false)));
        expect(toHex(sign(key, data))).toBe(toHex(noble.sign(data, scalar, { lowS: false })));
      }),
      { numRuns: 25 },
    );
  });

  it.each(['P-256', 'brainpoolP256r1'] as const)('verifies what it signed and nothing else (%s)', (curve) => {
    const key = generateKeyPair(curve, entropy);
    const data = ascii('what is signed');
    const signature = sign(key, data);
    expect(signature).toHaveLength(64);
    expect(verify(key, data, signature)).toBe(true);
    expect(verify(key, ascii('what is not'), signature)).toBe(false);
    expect(verify(generateKeyPair(curve, entropy), data, signature)).toBe(false);
    expect(verify(key, data, signature.subarray(1))).toBe(false);
    expect(verify(key, data, new Uint8Array(64))).toBe(false);
    expect(verifyDer(key, data, signDer(key, data))).toBe(true);
    expect(verifyDer(key, data, signature)).toBe(false);
  });
});

describe('key agreement', () => {
  it.each(['P-256', 'brainpoolP256r1'] as const)('gives both sides the same secret (%s)', (curve) => {
    const one = generateKeyPair(curve, entropy);
    const other = generateKeyPair(curve, entropy);
    expect(agreeKey(one, other.point)).toEqual(agreeKey(other, one.point));
  });

  it('agrees with node:crypto', () => {
    const own = generateKeyPair('P-256', entropy);
    const peer = createECDH('prime256v1');
    const point = new Uint8Array(peer.generateKeys());
    expect(agreeKey(own, point)).toEqual(new Uint8Array(peer.computeSecret(own.point)));
  });

  it('refuses points that are not on the curve', () => {
    const own = generateKeyPair('P-256', entropy);
    const wrong = own.point.slice();
    wrong[64] = (wrong[64] ?? 0) ^ 1;
    expect(() => agreeKey(own, wrong)).toThrow(expect.objectContaining({ code: 'ec_point_invalid' }));
    expect(() => agreeKey(own, own.point.subarray(0, 33))).toThrow(
      expect.objectContaining({ code: 'ec_point_invalid' }),
    );
  });
});

describe('AES-CMAC (NIST SP 800-38B, AES-128 examples)', () => {
  const key = fromHex('2B7E151628AED2A6ABF7158809CF4F3C');
  const message = fromHex('6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411');
  it.each([
    [0, 'BB1D6929E95937287FA37D129B756746'],
    [16, '070A16B46B4D4144F79BDD9DD04A287C'],
    [40, 'DFA66747DE9AE63030CA32611497C827'],
  ])('of %i bytes', (length, mac) => {
    expect(toHex(cmac(key, message.subarray(0, length)))).toBe(mac);
  });
});

it('the X9.63 KDF agrees with a NIST CAVS vector (SHA-256)', () => {
  // CAVS 12.0, ANS X9.63-2001, SHA-256, shared secret 192 bits, no SharedInfo, 128 bits of key data, count 0.
  const secret = fromHex('96C05619D56C328AB95FE84B18264B08725B85E33FD34F08');
  expect(toHex(x963Kdf(secret, new Uint8Array(), 16))).toBe('443024C3DAE66B95E6F5670601558F71');
});

describe('SCP03t', () => {
  const keys: SessionKeys = {
    macChainingValue: new Uint8Array(16).fill(1),
    sEnc: new Uint8Array(16).fill(2),
    sMac: new Uint8Array(16).fill(3),
  };

  it('opens what it protected, whatever the order of tags and lengths', () => {
    const command = fc.record({
      tag: fc.constantFrom(0x86 as const, 0x87 as const, 0x88 as const),
      data: fc.uint8Array({ maxLength: 1007 }),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 6 }), (commands) => {
        let sender = openScp03t(keys);
        let receiver = openScp03t(keys);
        for (const { tag, data } of commands) {
          const out = protectTlv(sender, tag, data);
          sender = out.state;
          const back = unprotectTlv(receiver, out.tlv);
          receiver = back.state;
          expect(back.tag).toBe(tag);
          expect(back.data).toEqual(data);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('notices every changed bit', () => {
    const { tlv } = protectTlv(openScp03t(keys), 0x86, ascii('profile element'));
    for (let bit = 0; bit < tlv.length * 8; bit++) {
      const bad = tlv.slice();
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      expect(() => unprotectTlv(openScp03t(keys), bad)).toThrow(/SCP03t/);
    }
  });

  it('refuses replayed, swapped and truncated commands', () => {
    const first = protectTlv(openScp03t(keys), 0x86, ascii('one'));
    const second = protectTlv(first.state, 0x86, ascii('two'));
    expect(() => unprotectTlv(openScp03t(keys), second.tlv)).toThrow(
      expect.objectContaining({ code: 'scp03t_security' }),
    );
    const after = unprotectTlv(openScp03t(keys), first.tlv).state;
    expect(() => unprotectTlv(after, first.tlv)).toThrow(
      expect.objectContaining({ code: 'scp03t_security' }),
    );
    expect(() => unprotectTlv(openScp03t(keys), first.tlv.subarray(0, -1))).toThrow(
      expect.objectContaining({ code: 'scp03t_structure' }),
    );
  });

  it('fills segments of 1,020 bytes, tag, length and MAC included', () => {
    expect(segmentCapacity(0x86)).toBe(1007);
    expect(segmentCapacity(0x88)).toBe(1008);
    const data = new Uint8Array(randomBytes(5000));
    const { tlvs } = protectSegments(openScp03t(keys), 0x86, data);
    expect(tlvs.map((tlv) => tlv.length)).toEqual([1020, 1020, 1020, 1020, 988]);
    let state = openScp03t(keys);
    const back = tlvs.map((tlv) => {
      const opened = unprotectTlv(state, tlv);
      state = opened.state;
      return opened.data;
    });
    expect(concatBytes(...back)).toEqual(data);
  });
});

it('session keys refuse a control reference template that is not AES-128', () => {
  const input = { sharedSecret: new Uint8Array(32), hostId: ascii('host'), eid: new Uint8Array(16) };
  expect(() => deriveSessionKeys({ ...input, keyType: 0x80, keyLength: 16 })).toThrow(
    expect.objectContaining({ code: 'crt_unsupported' }),
  );
  expect(() => deriveSessionKeys({ ...input, keyType: 0x88, keyLength: 32 })).toThrow(
    expect.objectContaining({ code: 'crt_unsupported' }),
  );
});
