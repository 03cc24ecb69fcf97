export {
  agreeKey,
  type CurveName,
  type EcPrivateKey,
  type EcPublicKey,
  encodeSubjectPublicKeyInfo,
  generateKeyPair,
  isPointOnCurve,
  privateKeyFromScalar,
  publicKeyFromPoint,
  sign,
  signDer,
  verify,
  verifyDer,
} from './ec.ts';
export {
  MAC_LENGTH,
  MAX_SEGMENT,
  openScp03t,
  protectSegments,
  protectTlv,
  type Scp03tState,
  type Scp03tTag,
  segmentCapacity,
  unprotectTlv,
} from './scp03t.ts';
export { deriveSessionKeys, type SessionKeyInput, type SessionKeys, x963Kdf } from './session-keys.ts';
