/** Private keys in files: PKCS#8 (RFC 5208) or SEC1 (RFC 5915), DER or PEM, on the curves that RSP knows. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { encodeTlv, oidFromBytes, oidToBytes, readSingleTlv, readTlvs, type Tlv } from '../../tlv/index.ts';
import { type CurveName, type EcPrivateKey, privateKeyFromScalar } from '../crypto/index.ts';

const ecPublicKey = '1.2.840.10045.2.1';
const curveOids: Readonly<Record<CurveName, string>> = {
  'P-256': '1.2.840.10045.3.1.7',
  brainpoolP256r1: '1.3.36.3.3.2.8.1.1.7',
};

function encodeOid(text: string): Uint8Array {
  return encodeTlv(0x06, oidToBytes(text) ?? new Uint8Array());
}

/** PKCS#8 in DER, with the public key inside, as OpenSSL writes it. */
export function encodePrivateKey(key: EcPrivateKey): Uint8Array {
  const inner = encodeTlv(
    0x30,
    encodeTlv(0x02, Uint8Array.of(1)),
    encodeTlv(0x04, key.scalar),
    encodeTlv(0xa1, encodeTlv(0x03, Uint8Array.of(0), key.point)),
  );
  return encodeTlv(
    0x30,
    encodeTlv(0x02, Uint8Array.of(0)),
    encodeTlv(0x30, encodeOid(ecPublicKey), encodeOid(curveOids[key.curve])),
    encodeTlv(0x04, inner),
  );
}

function curveOf(tlv: Tlv | undefined): CurveName | undefined {
  const id = tlv?.tag === 0x06 ? oidFromBytes(tlv.value) : undefined;
  for (const [curve, known] of Object.entries(curveOids)) if (known === id) return curve as CurveName;
  return undefined;
}

function fromSec1(der: Uint8Array, curve: CurveName | undefined): EcPrivateKey {
  const fields = readTlvs(readSingleTlv(der, 'private key').value, 'private key');
  const parameters = fields.find((one) => one.tag === 0xa0);
  const known = curve ?? curveOf(parameters && readSingleTlv(parameters.value, 'private key'));
  const scalar = fields[1];
  if (known === undefined || scalar?.tag !== 0x04 || scalar.value.length > 32)
    throw new WorkbenchError('private_key_malformed', { reason: 'no EC key of a curve that RSP knows' });
  const padded = new Uint8Array(32);
  padded.set(scalar.value, 32 - scalar.value.length);
  return privateKeyFromScalar(known, padded);
}

/** Reads a private key in DER. Throws `private_key_malformed`, `ec_private_key_invalid` or errors of family `decode`. */
export function parsePrivateKey(der: Uint8Array): EcPrivateKey {
  const [version, second, third] = readTlvs(readSingleTlv(der, 'private key').value, 'private key');
  if (version?.tag !== 0x02)
    throw new WorkbenchError('private_key_malformed', { reason: 'neither PKCS#8 nor SEC1' });
  if (second?.tag === 0x04) return fromSec1(der, undefined);
  if (second?.tag !== 0x30 || third?.tag !== 0x04)
    throw new WorkbenchError('private_key_malformed', { reason: 'neither PKCS#8 nor SEC1' });
  const [type, parameters] = readTlvs(second.value, 'private key');
  const curve = curveOf(parameters);
  if (type?.tag !== 0x06 || oidFromBytes(type.value) !== ecPublicKey || curve === undefined)
    throw new WorkbenchError('private_key_malformed', { reason: 'no EC key of a curve that RSP knows' });
  return fromSec1(third.value, curve);
}
