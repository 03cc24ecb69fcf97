/**
 * The few facts of an X.509 certificate that trust needs (RFC 5280 §4), read strictly from its DER and without a
 * crypto library, so that a key on a curve which the runtime lacks (Brainpool under Electron) can still be named.
 */

import { createHash } from 'node:crypto';
import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { encodeTlv, oidFromBytes, oidToBytes, readSingleTlv, readTlvs, type Tlv } from '../tlv/index.ts';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OID = 0x06;
const BOOLEAN = 0x01;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const SUBJECT_ALT_NAME = '2.5.29.17';
const KEY_USAGE = '2.5.29.15';
const CERTIFICATE_POLICIES = '2.5.29.32';
const BASIC_CONSTRAINTS = '2.5.29.19';
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35';

export interface CertificateFacts {
  readonly der: Uint8Array;
  readonly subjectDer: Uint8Array;
  readonly issuerDer: Uint8Array;
  /** One line, as `C=CH, O=OISTE Foundation, CN=OISTE GSMA CI G1`. */
  readonly subject: string;
  readonly issuer: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  /** The SubjectKeyIdentifier, or else the SHA-1 of the key's bits (RFC 5280 §4.2.1.2, method 1); upper-case hex. */
  readonly keyId: string;
  /** keyIdentifier of the AuthorityKeyIdentifier: which key signed this certificate. */
  readonly authorityKeyId?: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** BasicConstraints.cA */
  readonly isCa: boolean;
}

function bad(reason: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('certificate_malformed', { reason }, { cause });
}

function expect(tlv: Tlv | undefined, tag: number, what: string): Tlv {
  if (tlv === undefined || tlv.tag !== tag) throw bad(`${what} is missing`);
  return tlv;
}

/** RFC 5280 §4.1.2.5: UTCTime (years 1950 to 2049) or GeneralizedTime, both with seconds and Z. */
function readTime(tlv: Tlv | undefined): number {
  const text = tlv === undefined ? '' : String.fromCharCode(...tlv.value.subarray(0, 20));
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null || (tlv?.tag !== UTC_TIME && tlv?.tag !== GENERALIZED_TIME)) throw bad('validity');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const full = tlv.tag === GENERALIZED_TIME ? year : year < 50 ? 2000 + year : 1900 + year;
  return Date.UTC(full, month - 1, day, hour, minute, second);
}

const attributeNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
};

const UTF8_STRING = 0x0c;
const BMP_STRING = 0x1e;

function attributeText(tlv: Tlv | undefined): string {
  if (tlv === undefined) return '';
  const encoding = tlv.tag === UTF8_STRING ? 'utf-8' : tlv.tag === BMP_STRING ? 'utf-16be' : 'latin1';
  const text = new TextDecoder(encoding).decode(tlv.value.subarray(0, 256));
  // Names come from outside and go to terminals and logs: no control characters, no text direction tricks.
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}').replace(/([,\\+<>;"])/g, '\\$1');
}

/** An X.501 Name (DER) in one line, in the order of its encoding, control characters replaced. */
export function nameText(nameDer: Uint8Array): string {
  const parts: string[] = [];
  for (const rdn of readTlvs(readSingleTlv(nameDer, 'Name').value, 'Name')) {
    const attributes = readTlvs(rdn.value, 'RDN').map((attribute) => {
      const [type, value] = readTlvs(attribute.value, 'AttributeTypeAndValue');
      const oid = oidFromBytes(expect(type, OID, 'attribute type').value) ?? '?';
      return `${attributeNames[oid] ?? oid}=${attributeText(value)}`;
    });
    parts.push(attributes.join('+'));
  }
  return parts.join(', ').slice(0, 300);
}

function readExtensions(tlv: Tlv | undefined): Map<string, Uint8Array> {
  const out = new Map<string, Uint8Array>();
  if (tlv === undefined) return out;
  for (const extension of readTlvs(readSingleTlv(tlv.value, 'extensions').value, 'extensions')) {
    const fields = readTlvs(extension.value, 'extension');
    const oid = oidFromBytes(expect(fields[0], OID, 'extension id').value);
    const value = fields.at(-1);
    if (oid !== undefined && value?.tag === OCTET_STRING) out.set(oid, value.value);
  }
  return out;
}

function read(der: Uint8Array): CertificateFacts {
  const certificate = expect(readSingleTlv(der, 'Certificate'), SEQUENCE, 'Certificate');
  const fields = readTlvs(expect(readTlvs(certificate.value)[0], SEQUENCE, 'tbsCertificate').value);
  // version [0] is left out in X.509 v1
  if (fields[0]?.tag === 0xa0) fields.shift();
  const [serial, , issuer, validity, subject, publicKeyInfo] = fields;
  expect(serial, INTEGER, 'serialNumber');
  const issuerDer = expect(issuer, SEQUENCE, 'issuer').raw;
  const subjectDer = expect(subject, SEQUENCE, 'subject').raw;
  const key = expect(publicKeyInfo, SEQUENCE, 'subjectPublicKeyInfo');
  const keyBits = expect(readTlvs(key.value)[1], BIT_STRING, 'subjectPublicKey').value.subarray(1);
  const [notBefore, notAfter] = readTlvs(expect(validity, SEQUENCE, 'validity').value);
  const extensions = readExtensions(fields.find((field) => field.tag === 0xa3));
  const ski = extensions.get(SUBJECT_KEY_IDENTIFIER);
  const aki = extensions.get(AUTHORITY_KEY_IDENTIFIER);
  const constraints = extensions.get(BASIC_CONSTRAINTS);
  const authorityKeyId = aki && readTlvs(readSingleTlv(aki).value).find((field) => field.tag === 0x80)?.value;
  const cA = constraints && readTlvs(readSingleTlv(constraints).value)[0];
  const keyId = ski
    ? toHex(readSingleTlv(ski).value)
    : createHash('sha1').update(keyBits).digest('hex').toUpperCase();
  // 20 bytes in practice; the limit is for those who name files and print tables.
  if (keyId.length < 2 || keyId.length > 128) throw bad('subjectKeyIdentifier');
  return {
    der,
    subjectDer,
    issuerDer,
    subject: nameText(subjectDer),
    issuer: nameText(issuerDer),
    publicKeyInfo: key.raw,
    keyId: ski
      ? toHex(readSingleTlv(ski).value)
      : createHash('sha1').update(keyBits).digest('hex').toUpperCase(),
    ...(authorityKeyId && { authorityKeyId: toHex(authorityKeyId) }),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    isCa: cA?.tag === BOOLEAN && cA.value[0] !== 0,
  };
}

/** Reads the facts of a certificate (DER). Throws certificate_malformed on anything else. */
export function readCertificate(der: Uint8Array): CertificateFacts {
  try {
    return read(der);
  } catch (thrown) {
    if (thrown instanceof WorkbenchError && thrown.code === 'certificate_malformed') throw thrown;
    throw bad(thrown instanceof Error ? thrown.message : 'no certificate', thrown);
  }
}

/** An extension's value by its identifier, of any certificate; undefined where it has none. */
function extensionOf(der: Uint8Array, oid: string): Uint8Array | undefined {
  const certificate = readSingleTlv(der, 'Certificate');
  const fields = readTlvs(readTlvs(certificate.value)[0]?.value ?? new Uint8Array(0));
  return readExtensions(fields.find((field) => field.tag === 0xa3)).get(oid);
}

/**
 * The registeredID among the subject's alternative names: the object identifier of an SM-DP+ or SM-DS (SGP.22 v2.5
 * §4.5.2.1). Undefined where there is none. Throws certificate_malformed.
 */
export function registeredIdOf(der: Uint8Array): string | undefined {
  try {
    const names = extensionOf(der, SUBJECT_ALT_NAME);
    const registered = names && readTlvs(readSingleTlv(names).value).find((name) => name.tag === 0x88);
    return registered && oidFromBytes(registered.value);
  } catch (thrown) {
    throw bad('subjectAltName', thrown);
  }
}

/** Whether a certificate has this policy: what it is for (id-rspRole-*, SGP.22 v2.5 §4.5.2.1). Throws certificate_malformed. */
export function hasPolicy(der: Uint8Array, policy: string): boolean {
  try {
    const policies = extensionOf(der, CERTIFICATE_POLICIES);
    if (policies === undefined) return false;
    return readTlvs(readSingleTlv(policies).value).some((one) => {
      const [identifier] = readTlvs(one.value);
      return identifier?.tag === OID && oidFromBytes(identifier.value) === policy;
    });
  } catch (thrown) {
    throw bad('certificatePolicies', thrown);
  }
}

/** `-----BEGIN CERTIFICATE-----` text of a DER certificate. */
export function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** What is known of a CI without its certificate: enough for a trust anchor (RFC 5280 §6.1.1 d). */
export interface NameAndKey {
  /** Name, DER, hexadecimal. */
  readonly subjectDer: string;
  /** SubjectKeyIdentifier, hexadecimal. */
  readonly keyId: string;
  readonly curve: 'P-256' | 'brainpoolP256r1';
  /** Uncompressed point, hexadecimal. */
  readonly publicKey: string;
  readonly serialNumber: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
}

const curveOids = { 'P-256': '1.2.840.10045.3.1.7', brainpoolP256r1: '1.3.36.3.3.2.8.1.1.7' } as const;

function encodeOid(text: string): Uint8Array {
  return encodeTlv(OID, oidToBytes(text) ?? new Uint8Array());
}

function encodeTime(iso: string): Uint8Array {
  const digits = iso.replace(/\.\d+/, '').replace(/[-:T]/g, '');
  // RFC 5280 §4.1.2.5: UTCTime up to 2049, GeneralizedTime from 2050 on.
  return digits < '2050'
    ? encodeTlv(UTC_TIME, Buffer.from(digits.slice(2)))
    : encodeTlv(GENERALIZED_TIME, Buffer.from(digits));
}

function encodeExtension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  const flag = critical ? [encodeTlv(BOOLEAN, Uint8Array.of(0xff))] : [];
  return encodeTlv(SEQUENCE, encodeOid(oid), ...flag, encodeTlv(OCTET_STRING, value));
}

/**
 * A certificate (DER) that carries a CI's name and key, for use as a trust anchor and for nothing else: TLS libraries
 * take their anchors as certificates only. Its signature is a placeholder. No verifier looks at it: a path ends at
 * the anchor, whose name and key are trusted because they are ours (RFC 5280 §6.1; OpenSSL and BoringSSL check the
 * signature of a self-issued anchor only under X509_V_FLAG_CHECK_SS_SIGNATURE, which Node never sets).
 */
export function buildTrustAnchor(ci: NameAndKey): Uint8Array {
  const ecdsaWithSha256 = encodeTlv(SEQUENCE, encodeOid('1.2.840.10045.4.3.2'));
  const name = fromHex(ci.subjectDer);
  const serial = fromHex(ci.serialNumber);
  const positive = (serial[0] ?? 0) >= 0x80 ? [Uint8Array.of(0), serial] : [serial];
  const algorithm = encodeTlv(SEQUENCE, encodeOid('1.2.840.10045.2.1'), encodeOid(curveOids[ci.curve]));
  const tbs = encodeTlv(
    SEQUENCE,
    encodeTlv(0xa0, encodeTlv(INTEGER, Uint8Array.of(2))),
    encodeTlv(INTEGER, ...positive),
    ecdsaWithSha256,
    name,
    encodeTlv(SEQUENCE, encodeTime(ci.notBefore), encodeTime(ci.notAfter)),
    name,
    encodeTlv(SEQUENCE, algorithm, encodeTlv(BIT_STRING, Uint8Array.of(0), fromHex(ci.publicKey))),
    encodeTlv(
      0xa3,
      encodeTlv(
        SEQUENCE,
        encodeExtension(SUBJECT_KEY_IDENTIFIER, false, encodeTlv(OCTET_STRING, fromHex(ci.keyId))),
        encodeExtension(
          BASIC_CONSTRAINTS,
          true,
          encodeTlv(SEQUENCE, encodeTlv(BOOLEAN, Uint8Array.of(0xff))),
        ),
        // keyCertSign and cRLSign
        encodeExtension(KEY_USAGE, true, encodeTlv(BIT_STRING, Uint8Array.of(1, 0x06))),
      ),
    ),
  );
  const one = encodeTlv(INTEGER, Uint8Array.of(1));
  const placeholder = encodeTlv(SEQUENCE, one, one);
  return encodeTlv(SEQUENCE, tbs, ecdsaWithSha256, encodeTlv(BIT_STRING, Uint8Array.of(0), placeholder));
}
