/**
 * Elliptic-curve functions of RSP on the simulators' side (SGP.22 v2.5 §2.6.7): ECDSA with SHA-256 and key agreement
 * on NIST P-256 and brainpoolP256r1. Signatures are deterministic (RFC 6979), so that a session can be repeated byte
 * for byte. node:crypto serves where it has the curve; Electron's BoringSSL lacks Brainpool, and @noble/curves has both.
 */

import {
  createECDH,
  createPublicKey,
  type ECDH,
  getCurves,
  hash,
  type KeyObject,
  verify as nodeVerify,
} from 'node:crypto';
import { brainpoolP256r1 } from '@noble/curves/misc.js';
import { p256 } from '@noble/curves/nist.js';
import { concatBytes, fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Entropy } from '../../../src-shared/ports.ts';

export type CurveName = 'P-256' | 'brainpoolP256r1';

export interface EcPublicKey {
  readonly curve: CurveName;
  /** Uncompressed point: 04, x, y; 65 bytes. */
  readonly point: Uint8Array;
}

export interface EcPrivateKey extends EcPublicKey {
  /** 32 bytes, big-endian. */
  readonly scalar: Uint8Array;
}

interface CurveFacts {
  readonly noble: typeof p256;
  readonly nodeName: string;
  /** SubjectPublicKeyInfo in DER up to the point. */
  readonly spkiPrefix: Uint8Array;
}

const curves: Readonly<Record<CurveName, CurveFacts>> = {
  'P-256': {
    noble: p256,
    nodeName: 'prime256v1',
    spkiPrefix: fromHex('3059301306072A8648CE3D020106082A8648CE3D030107034200'),
  },
  brainpoolP256r1: {
    noble: brainpoolP256r1,
    nodeName: 'brainpoolP256r1',
    spkiPrefix: fromHex('305A301406072A8648CE3D020106092B2403030208010107034200'),
  },
};

let nodeCurves: ReadonlySet<string> | undefined;
function runtimeHas(curve: CurveName): boolean {
  nodeCurves ??= new Set(getCurves());
  return nodeCurves.has(curves[curve].nodeName);
}

/** SubjectPublicKeyInfo (RFC 5480) in DER. */
export function encodeSubjectPublicKeyInfo(key: EcPublicKey): Uint8Array {
  return concatBytes(curves[key.curve].spkiPrefix, key.point);
}

/** A key pair from its private scalar (32 bytes). Throws `ec_private_key_invalid` for one that is out of range. */
export function privateKeyFromScalar(curve: CurveName, scalar: Uint8Array): EcPrivateKey {
  const { noble } = curves[curve];
  if (!noble.utils.isValidSecretKey(scalar)) throw new WorkbenchError('ec_private_key_invalid', { curve });
  const own = scalar.slice();
  return { curve, scalar: own, point: publicPoint(curve, own) };
}

/** Node makes the public point when it is given the scalar. */
function newAgreement(curve: CurveName, scalar: Uint8Array): ECDH {
  const agreement = createECDH(curves[curve].nodeName);
  agreement.setPrivateKey(scalar);
  return agreement;
}

/** Those of keys that are kept: once is enough. */
const agreements = new WeakMap<Uint8Array, ECDH>();
/** `scalar` must not change afterwards. */
function agreementOf(curve: CurveName, scalar: Uint8Array): ECDH {
  let known = agreements.get(scalar);
  if (known === undefined) {
    known = newAgreement(curve, scalar);
    agreements.set(scalar, known);
  }
  return known;
}

function publicPoint(curve: CurveName, scalar: Uint8Array): Uint8Array {
  if (!runtimeHas(curve)) return curves[curve].noble.getPublicKey(scalar, false);
  return new Uint8Array(agreementOf(curve, scalar).getPublicKey());
}

/** A public key from its uncompressed point. Throws `ec_point_invalid` for what is no point of the curve. */
export function publicKeyFromPoint(curve: CurveName, point: Uint8Array): EcPublicKey {
  if (!isPointOnCurve(curve, point)) throw new WorkbenchError('ec_point_invalid', { curve });
  return { curve, point: point.slice() };
}

/** Whether the bytes are the uncompressed form of a point of the curve other than infinity. */
export function isPointOnCurve(curve: CurveName, point: Uint8Array): boolean {
  if (point.length !== 65 || point[0] !== 4) return false;
  try {
    curves[curve].noble.Point.fromBytes(point).assertValidity();
    return true;
  } catch {
    return false;
  }
}

/** A fresh key pair: the first 32 bytes of entropy that are a valid scalar (so a test can choose the key). */
export function generateKeyPair(curve: CurveName, entropy: Entropy): EcPrivateKey {
  for (let attempt = 0; attempt < 64; attempt++) {
    const scalar = entropy.bytes(32);
    if (curves[curve].noble.utils.isValidSecretKey(scalar)) return privateKeyFromScalar(curve, scalar);
  }
  throw new WorkbenchError('ec_private_key_invalid', { curve });
}

/** HMAC-SHA-256 with a key of 32 bytes (RFC 2104), from two plain hashes: node's own spends most of its time on the key. */
function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const inner = Buffer.alloc(64, 0x36);
  const outer = Buffer.alloc(64, 0x5c);
  for (let i = 0; i < key.length; i++) {
    inner[i] = 0x36 ^ (key[i] ?? 0);
    outer[i] = 0x5c ^ (key[i] ?? 0);
  }
  return sha256(Buffer.concat([outer, sha256(Buffer.concat([inner, ...parts]))]));
}

function sha256(data: Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(value: bigint): Uint8Array {
  return fromHex(value.toString(16).padStart(64, '0'));
}

/** The nonce of RFC 6979 §3.2 for SHA-256 and a group order of 256 bits. */
function nonce(order: bigint, scalar: Uint8Array, digest: Uint8Array): Uint8Array {
  const seed = [scalar, toBytes(toBigInt(digest) % order)] as const;
  let v: Uint8Array = new Uint8Array(32).fill(1);
  let k: Uint8Array = hmac(new Uint8Array(32), v, Uint8Array.of(0), ...seed);
  v = hmac(k, v);
  k = hmac(k, v, Uint8Array.of(1), ...seed);
  v = hmac(k, v);
  for (;;) {
    v = hmac(k, v);
    const candidate = toBigInt(v);
    if (candidate > 0n && candidate < order) return v;
    k = hmac(k, v, Uint8Array.of(0));
    v = hmac(k, v);
  }
}

/**
 * ECDSA with SHA-256 over `data`, RFC 6979; r and s of 32 bytes each, as RSP carries them (SGP.22 v2.5 §2.6.7.2).
 * The curve's arithmetic is the runtime's where it has the curve: @noble/curves takes several times as long, and
 * signatures are most of what a session costs a server.
 */
export function sign(key: EcPrivateKey, data: Uint8Array): Uint8Array {
  const { noble } = curves[key.curve];
  if (!runtimeHas(key.curve))
    return noble.sign(data, key.scalar, { lowS: false, prehash: true, format: 'compact' });
  const field = noble.Point.Fn;
  const digest = sha256(data);
  const k = nonce(field.ORDER, key.scalar, digest);
  const r = field.create(toBigInt(newAgreement(key.curve, k).getPublicKey().subarray(1, 33)));
  const sum = field.add(field.create(toBigInt(digest)), field.mul(r, toBigInt(key.scalar)));
  return concatBytes(toBytes(r), toBytes(field.mul(field.inv(toBigInt(k)), sum)));
}

const keyObjects = new WeakMap<EcPublicKey, KeyObject>();
function keyObject(key: EcPublicKey): KeyObject {
  let known = keyObjects.get(key);
  if (known === undefined) {
    const der = Buffer.from(encodeSubjectPublicKeyInfo(key));
    known = createPublicKey({ key: der, format: 'der', type: 'spki' });
    keyObjects.set(key, known);
  }
  return known;
}

/** Whether `signature` (r and s, 64 bytes) is one of `data` under the key. False for anything malformed. */
export function verify(key: EcPublicKey, data: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  try {
    return runtimeHas(key.curve)
      ? nodeVerify('sha256', data, { key: keyObject(key), dsaEncoding: 'ieee-p1363' }, signature)
      : curves[key.curve].noble.verify(signature, data, key.point, { lowS: false, prehash: true });
  } catch {
    return false;
  }
}

/** Like `sign`, as the ECDSA-Sig-Value in DER that certificates carry (RFC 3279 §2.2.3). */
export function signDer(key: EcPrivateKey, data: Uint8Array): Uint8Array {
  return curves[key.curve].noble.Signature.fromBytes(sign(key, data), 'compact').toBytes('der');
}

/** Like `verify`, of an ECDSA-Sig-Value in DER. */
export function verifyDer(key: EcPublicKey, data: Uint8Array, signature: Uint8Array): boolean {
  try {
    const raw = curves[key.curve].noble.Signature.fromBytes(signature, 'der').toBytes('compact');
    return verify(key, data, raw);
  } catch {
    return false;
  }
}

/**
 * ECKA (SGP.22 v2.5 §2.6.7.1, BSI TR-03111 §4.3): the x coordinate of the shared point, 32 bytes.
 * Throws `ec_point_invalid` where the peer's point is none of the curve.
 */
export function agreeKey(own: EcPrivateKey, peerPoint: Uint8Array): Uint8Array {
  const { curve } = own;
  if (peerPoint.length !== 65 || peerPoint[0] !== 4) throw new WorkbenchError('ec_point_invalid', { curve });
  try {
    if (runtimeHas(curve)) return new Uint8Array(agreementOf(curve, own.scalar).computeSecret(peerPoint));
    return curves[curve].noble.getSharedSecret(own.scalar, peerPoint, true).slice(1);
  } catch (cause) {
    throw new WorkbenchError('ec_point_invalid', { curve }, { cause });
  }
}
