/**
 * SCP03t, the protection of a bound profile package (SGP.22 v2.5 §2.6.4 and Annex G; after GlobalPlatform Amendment D
 * and SGP.02 §4.1.3.3): commands are TLVs, MACed in a chain and, but for tag 88, encrypted under a block counter.
 * The state is a value: protecting or unprotecting gives the next one and leaves the given one as it was, so that a
 * card that loses power, or a server that starts again, is back where it stood.
 */

import { timingSafeEqual } from 'node:crypto';
import { concatBytes } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { BLOCK, cmac, decryptCbc, encryptBlock, encryptCbc } from './aes.ts';
import type { SessionKeys } from './session-keys.ts';

/** 86: profile elements; 87: commands, encrypted; 88: StoreMetadata, MAC only. */
export type Scp03tTag = 0x86 | 0x87 | 0x88;

export interface Scp03tState extends SessionKeys {
  /** Number of the next data block, from 1. Blocks that are only MACed count too. */
  readonly blockCounter: number;
}

/** A protected TLV is at most this long, tag, length and MAC included (SGP.22 v2.5 §2.5.3). */
export const MAX_SEGMENT = 1020;
/** Bytes of MAC at the end of every protected TLV. */
export const MAC_LENGTH = 8;

const noMac = new Uint8Array(MAC_LENGTH);

/** The state at the start of a session, and after ReplaceSessionKeys. */
export function openScp03t(keys: SessionKeys): Scp03tState {
  return { ...keys, blockCounter: 1 };
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  return Uint8Array.of(0x82, length >> 8, length & 0xff);
}

/** Initial chaining vector of a block: its number, encrypted under S-ENC. */
function icv(state: Scp03tState): Uint8Array {
  const counter = new Uint8Array(BLOCK);
  new DataView(counter.buffer).setUint32(BLOCK - 4, state.blockCounter);
  return encryptBlock(state.sEnc, counter);
}

function pad(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + BLOCK - (data.length % BLOCK));
  out.set(data);
  out[data.length] = 0x80;
  return out;
}

/** The data without `80 00…`, or undefined where there is no such padding within the last block. */
function unpad(data: Uint8Array): Uint8Array | undefined {
  let end = data.length - 1;
  while (end > data.length - BLOCK && data[end] === 0) end--;
  return data[end] === 0x80 ? data.subarray(0, end) : undefined;
}

/** How many bytes of plain text fit into one TLV of `maxSegment` bytes in all. */
export function segmentCapacity(tag: Scp03tTag, maxSegment = MAX_SEGMENT): number {
  const overhead = 1 + encodeLength(maxSegment).length + MAC_LENGTH;
  const room = maxSegment - overhead;
  return tag === 0x88 ? room : room - (room % BLOCK) - 1;
}

/** One command TLV: `tag`, length, the (for 86 and 87 encrypted) data and the MAC. `data` must fit into 65,535 bytes. */
export function protectTlv(
  state: Scp03tState,
  tag: Scp03tTag,
  data: Uint8Array,
): { readonly tlv: Uint8Array; readonly state: Scp03tState } {
  const body = tag === 0x88 ? data : encryptCbc(state.sEnc, icv(state), pad(data));
  const length = encodeLength(body.length + MAC_LENGTH);
  // The MAC covers the chaining value before the TLV: both stand in one place, and the TLV is given without it.
  const chained = concatBytes(state.macChainingValue, Uint8Array.of(tag), length, body, noMac);
  const mac = cmac(state.sMac, chained.subarray(0, chained.length - MAC_LENGTH));
  chained.set(mac.subarray(0, MAC_LENGTH), chained.length - MAC_LENGTH);
  return {
    tlv: chained.subarray(state.macChainingValue.length),
    state: { ...state, macChainingValue: mac, blockCounter: state.blockCounter + 1 },
  };
}

/** Splits `data` into as many TLVs as it takes, each of at most `maxSegment` bytes in all. */
export function protectSegments(
  state: Scp03tState,
  tag: Scp03tTag,
  data: Uint8Array,
  maxSegment = MAX_SEGMENT,
): { readonly tlvs: readonly Uint8Array[]; readonly state: Scp03tState } {
  const room = segmentCapacity(tag, maxSegment);
  const tlvs: Uint8Array[] = [];
  let current = state;
  for (let at = 0; at < data.length || tlvs.length === 0; at += room) {
    const { tlv, state: next } = protectTlv(current, tag, data.subarray(at, at + room));
    tlvs.push(tlv);
    current = next;
  }
  return { tlvs, state: current };
}

/**
 * Checks and opens one protected TLV, given whole (tag, length, data, MAC). Throws `scp03t_structure` where it is no
 * such TLV and `scp03t_security` where MAC or padding are wrong; the session is then over (ErrorReason 7 and 8).
 */
export function unprotectTlv(
  state: Scp03tState,
  tlv: Uint8Array,
): { readonly tag: Scp03tTag; readonly data: Uint8Array; readonly state: Scp03tState } {
  const tag = tlv[0];
  if (tag !== 0x86 && tag !== 0x87 && tag !== 0x88)
    throw new WorkbenchError('scp03t_structure', { reason: 'no tag 86, 87 or 88' });
  const first = tlv[1] ?? 0;
  const headLength = first === 0x82 ? 4 : first === 0x81 ? 3 : 2;
  const bodyLength = tlv.length - headLength - MAC_LENGTH;
  if (bodyLength < 0) throw new WorkbenchError('scp03t_structure', { reason: 'too short for a MAC' });
  const head = concatBytes(Uint8Array.of(tag), encodeLength(bodyLength + MAC_LENGTH));
  if (head.length !== headLength || !head.every((byte, i) => byte === tlv[i]))
    throw new WorkbenchError('scp03t_structure', { reason: 'the length does not fit' });
  if (tag !== 0x88 && (bodyLength === 0 || bodyLength % BLOCK !== 0))
    throw new WorkbenchError('scp03t_structure', { reason: 'no whole cipher blocks' });
  const mac = cmac(state.sMac, concatBytes(state.macChainingValue, tlv.subarray(0, headLength + bodyLength)));
  if (!timingSafeEqual(mac.subarray(0, MAC_LENGTH), tlv.subarray(headLength + bodyLength)))
    throw new WorkbenchError('scp03t_security', { reason: 'the MAC is wrong' });
  const body = tlv.slice(headLength, headLength + bodyLength);
  const data = tag === 0x88 ? body : unpad(decryptCbc(state.sEnc, icv(state), body));
  if (data === undefined) throw new WorkbenchError('scp03t_security', { reason: 'the padding is wrong' });
  return {
    tag,
    data,
    state: { ...state, macChainingValue: mac, blockCounter: state.blockCounter + 1 },
  };
}
