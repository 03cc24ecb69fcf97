/** Numbers from a seed, so that a failure can be seen again; and damage done by them to TLVs. */

import { createHash } from 'node:crypto';
import { encodeTlv, isConstructed, readTlvs, type Tlv } from '../../../src-main/tlv/index.ts';
import { concatBytes } from '../../../src-shared/bytes.ts';

export interface Chance {
  byte(): number;
  below(limit: number): number;
  bytes(length: number): Uint8Array;
  /** One of several. */
  of<T>(choices: readonly [T, ...T[]]): T;
}

export function random(seed: string): Chance {
  let pool = new Uint8Array(0);
  let at = 0;
  let block = 0;
  const byte = () => {
    if (at >= pool.length) {
      pool = Uint8Array.from(createHash('sha512').update(`${seed}/${block++}`).digest());
      at = 0;
    }
    return pool[at++] ?? 0;
  };
  const below = (limit: number) => ((byte() << 16) | (byte() << 8) | byte()) % limit;
  return {
    byte,
    below,
    bytes: (length) => Uint8Array.from({ length }, byte),
    of: (choices) => choices[below(choices.length)] ?? choices[0],
  };
}

const tags = [
  0x02, 0x04, 0x0c, 0x30, 0x5a, 0x4f, 0x80, 0x81, 0x82, 0x86, 0x9f70, 0xa0, 0xa1, 0xbf36, 0xe3,
] as const;
/** Lengths that are wrong, or written in another way than DER has it. */
const lengths = ['80', '00', '7F', '81', '8100', '820000', '83FFFFFF', '84FFFFFFFF', 'FF'] as const;

function tlvsOf(bytes: Uint8Array): Tlv[] | undefined {
  try {
    return bytes.length === 0 ? undefined : readTlvs(bytes);
  } catch {
    return undefined;
  }
}

function deep(chance: Chance): Uint8Array {
  let nest: Uint8Array = new Uint8Array(0);
  for (let depth = chance.of([5, 40, 300]); depth > 0; depth--) nest = encodeTlv(0x30, nest);
  return nest;
}

/** One change to one TLV, in its place among the others or by itself. */
function damaged(chance: Chance, tlv: Tlv): Uint8Array {
  const head = tlv.raw.subarray(0, tlv.raw.length - tlv.value.length);
  const ways: readonly [() => Uint8Array, ...(() => Uint8Array)[]] = [
    () => new Uint8Array(0),
    () => concatBytes(tlv.raw, tlv.raw),
    () => encodeTlv(chance.of(tags), tlv.value),
    () => encodeTlv(tlv.tag, chance.bytes(chance.of([0, 1, 2, 16, 17, 255, 1500]))),
    () => encodeTlv(tlv.tag, tlv.value.subarray(0, chance.below(tlv.value.length + 1))),
    () => encodeTlv(tlv.tag, tlv.value, chance.bytes(1 + chance.below(3))),
    () => encodeTlv(tlv.tag, deep(chance)),
    () => concatBytes(tlv.raw, encodeTlv(chance.of(tags), chance.bytes(chance.below(20)))),
    () =>
      concatBytes(
        head.subarray(0, tlv.tag > 0xff ? 2 : 1),
        Buffer.from(chance.of(lengths), 'hex'),
        tlv.value,
      ),
    () => {
      const out = tlv.raw.slice();
      out[chance.below(out.length)] = chance.byte();
      return out;
    },
  ];
  return chance.of(ways)();
}

/** The bytes with one TLV damaged, at whatever depth. */
export function mutateTlv(chance: Chance, bytes: Uint8Array, depth = 0): Uint8Array {
  const tlvs = tlvsOf(bytes);
  if (tlvs === undefined || depth > 8) {
    const out = bytes.slice();
    if (out.length > 0) out[chance.below(out.length)] = chance.byte();
    return out;
  }
  const target = chance.below(tlvs.length);
  if (chance.below(12) === 0)
    return concatBytes(...[...tlvs.slice(target), ...tlvs.slice(0, target)].map((one) => one.raw));
  return concatBytes(
    ...tlvs.map((tlv, index) => {
      if (index !== target) return tlv.raw;
      const inside = isConstructed(tlv.tag) && tlv.value.length > 0 && chance.below(4) > 0;
      return inside ? encodeTlv(tlv.tag, mutateTlv(chance, tlv.value, depth + 1)) : damaged(chance, tlv);
    }),
  );
}
