/**
 * X.509 certificates of RSP (SGP.22 v2.5 §4.5.2.1) written with pkijs: names, extensions, and the signed whole. Signatures are
 * RFC 6979, so that the same input gives the same bytes.
 */

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { Entropy } from '../../../src-shared/ports.ts';
import { type EcPrivateKey, type EcPublicKey, encodeSubjectPublicKeyInfo, signDer } from '../crypto/index.ts';
import { type CertificateRole, oids, rolePolicies } from './certificate.ts';

export type NamePart = readonly [oid: string, value: string];

/** One attribute in each relative name: pkijs itself would put all of them into one set. */
export function name(parts: readonly NamePart[]): pkijs.RelativeDistinguishedNames {
  const relativeNames = parts.map(([type, value]) => {
    const printable = type === oids.country || type === oids.serialNumber;
    const text = printable ? new asn1js.PrintableString({ value }) : new asn1js.Utf8String({ value });
    return new asn1js.Set({ value: [sequence(new asn1js.ObjectIdentifier({ value: type }), text)] });
  });
  return pkijs.RelativeDistinguishedNames.fromBER(sequence(...relativeNames).toBER(false));
}

/** UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
function time(at: number): pkijs.Time {
  const value = new Date(Math.floor(at / 1000) * 1000);
  return new pkijs.Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

function view(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}

function octets(bytes: Uint8Array): asn1js.OctetString {
  return new asn1js.OctetString({ valueHex: view(bytes) });
}

function implicit(tagNumber: number, bytes: Uint8Array): asn1js.Primitive {
  return new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber }, valueHex: view(bytes) });
}

function constructed(tagNumber: number, value: asn1js.BaseBlock[]): asn1js.Constructed {
  return new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value });
}

function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
}

function sequence(...value: asn1js.BaseBlock[]): asn1js.Sequence {
  return new asn1js.Sequence({ value });
}

/** keyIdentifier of RFC 5280 §4.2.1.2 (1): SHA-1 of the public key's bits. */
function keyIdentifier(key: EcPublicKey): Uint8Array {
  return new Uint8Array(createHash('sha1').update(key.point).digest());
}

export function keyUsage(...bits: readonly number[]): pkijs.Extension {
  const highest = Math.max(...bits);
  const byte = bits.reduce((all, bit) => all | (0x80 >> bit), 0);
  const value = new asn1js.BitString({ valueHex: view(Uint8Array.of(byte)), unusedBits: 7 - highest });
  return extension(oids.keyUsage, true, value);
}

export function policy(role: CertificateRole, critical: boolean): pkijs.Extension {
  const id = new asn1js.ObjectIdentifier({ value: rolePolicies[role] });
  return extension(oids.certificatePolicies, critical, sequence(sequence(id)));
}

function oidContent(value: string): Uint8Array {
  return new Uint8Array(new asn1js.ObjectIdentifier({ value }).valueBlock.toBER(false));
}

export function alternativeNames(registeredId: string, hosts: readonly string[] = []): pkijs.Extension {
  const names = hosts.map((host) =>
    isIP(host) === 4
      ? implicit(7, Uint8Array.from(host.split('.').map(Number)))
      : implicit(2, new TextEncoder().encode(host)),
  );
  return extension(oids.subjectAltName, false, sequence(...names, implicit(8, oidContent(registeredId))));
}

export function basicConstraints(pathLength?: number): pkijs.Extension {
  const limit = pathLength === undefined ? [] : [new asn1js.Integer({ value: pathLength })];
  return extension(oids.basicConstraints, true, sequence(new asn1js.Boolean({ value: true }), ...limit));
}

export function crlDistribution(urls: readonly string[]): pkijs.Extension {
  const points = urls.map((url) =>
    sequence(constructed(0, [constructed(0, [implicit(6, new TextEncoder().encode(url))])])),
  );
  return extension(oids.crlDistributionPoints, false, sequence(...points));
}

/** TLS server and client: an SM-DP+ shows the same certificate in both directions. */
export function tlsKeyUsage(): pkijs.Extension {
  const ids = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
  return extension(
    oids.extKeyUsage,
    true,
    sequence(...ids.map((value) => new asn1js.ObjectIdentifier({ value }))),
  );
}

/** A name as it stands in a certificate. */
export function nameFromRaw(raw: Uint8Array): pkijs.RelativeDistinguishedNames {
  return pkijs.RelativeDistinguishedNames.fromBER(view(raw));
}

export function nameConstraints(permitted: pkijs.RelativeDistinguishedNames): pkijs.Extension {
  const base = constructed(4, [permitted.toSchema()]);
  return extension(oids.nameConstraints, true, sequence(constructed(0, [sequence(base)])));
}

export interface Draft {
  readonly subject: pkijs.RelativeDistinguishedNames;
  readonly publicKey: EcPublicKey;
  readonly extensions: readonly pkijs.Extension[];
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface Signer {
  readonly name: pkijs.RelativeDistinguishedNames;
  readonly key: EcPrivateKey;
}

export function issue(draft: Draft, signer: Signer, entropy: Entropy): Uint8Array {
  const serial = entropy.bytes(8);
  // Positive and of full length: RFC 5280 §4.1.2.2 wants no sign and no leading zero.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const algorithm = new pkijs.AlgorithmIdentifier({ algorithmId: oids.ecdsaWithSha256 });
  const identifiers = [
    extension(oids.authorityKeyIdentifier, false, sequence(implicit(0, keyIdentifier(signer.key)))),
    extension(oids.subjectKeyIdentifier, false, octets(keyIdentifier(draft.publicKey))),
  ];
  const selfSigned = signer.key === draft.publicKey;
  const certificate = new pkijs.Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ valueHex: view(serial) }),
    signature: algorithm,
    signatureAlgorithm: algorithm,
    issuer: signer.name,
    subject: draft.subject,
    notBefore: time(draft.notBefore),
    notAfter: time(draft.notAfter),
    subjectPublicKeyInfo: pkijs.PublicKeyInfo.fromBER(view(encodeSubjectPublicKeyInfo(draft.publicKey))),
    extensions: [...(selfSigned ? identifiers.slice(1) : identifiers), ...draft.extensions],
  });
  const tbs = new Uint8Array(certificate.encodeTBS().toBER(false));
  certificate.tbsView = tbs;
  certificate.signatureValue = new asn1js.BitString({ valueHex: view(signDer(signer.key, tbs)) });
  return new Uint8Array(certificate.toSchema(true).toBER(false));
}
