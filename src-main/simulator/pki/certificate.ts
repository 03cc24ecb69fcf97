/** X.509 certificates of RSP (SGP.22 v2.5 §4.5.2), read with the strict walker. The DER bytes stay as they came. */

import { equalBytes, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import {
  bitsFromBytes,
  integerFromBytes,
  oidFromBytes,
  readSingleTlv,
  readTlvs,
  type Tlv,
  textFromBytes,
} from '../../tlv/index.ts';
import { type CurveName, type EcPublicKey, publicKeyFromPoint } from '../crypto/index.ts';

export type CertificateRole = 'ci' | 'eum' | 'euicc' | 'dpTls' | 'dpAuth' | 'dpPb' | 'dsTls' | 'dsAuth';

/** id-rspRole-*: the certificate policies that say what a certificate is for (RSPDefinitions). */
export const rolePolicies: Readonly<Record<CertificateRole, string>> = {
  ci: '2.23.146.1.2.1.0',
  euicc: '2.23.146.1.2.1.1',
  eum: '2.23.146.1.2.1.2',
  dpTls: '2.23.146.1.2.1.3',
  dpAuth: '2.23.146.1.2.1.4',
  dpPb: '2.23.146.1.2.1.5',
  dsTls: '2.23.146.1.2.1.6',
  dsAuth: '2.23.146.1.2.1.7',
};

export const oids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  ecPublicKey: '1.2.840.10045.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
} as const;

const curveOids: Readonly<Record<string, CurveName>> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
};

export interface DistinguishedName {
  /** The Name as it stands in the certificate. */
  readonly raw: Uint8Array;
  readonly commonName?: string;
  readonly organization?: string;
  readonly serialNumber?: string;
}

/** A directory name that an EUM certificate permits for the eUICCs below it. */
export interface PermittedSubtree {
  readonly organization?: string;
  /** Leading digits of the EIDs. */
  readonly serialNumber?: string;
}

export interface Certificate {
  readonly der: Uint8Array;
  /** The signed part. */
  readonly tbs: Uint8Array;
  /** ECDSA-Sig-Value in DER. */
  readonly signature: Uint8Array;
  /** By certificate policy; undefined where it names no RSP role. */
  readonly role?: CertificateRole;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: EcPublicKey;
  readonly subjectKeyId?: Uint8Array;
  readonly authorityKeyId?: Uint8Array;
  readonly keyUsage: readonly KeyUsage[];
  readonly policies: readonly string[];
  readonly isCa: boolean;
  readonly pathLength?: number;
  /** registeredID entries of subjectAltName, as `2.999.10`. */
  readonly registeredIds: readonly string[];
  readonly dnsNames: readonly string[];
  /** Undefined where there are no name constraints. */
  readonly permittedSubtrees?: readonly PermittedSubtree[];
  /** Extensions that are marked critical and not known here. */
  readonly unknownCriticalExtensions: readonly string[];
}

const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const;
export type KeyUsage = (typeof keyUsageNames)[number];

function malformed(reason: string): WorkbenchError {
  return new WorkbenchError('pki_certificate_malformed', { reason });
}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw malformed(what);
  return value;
}

function children(tlv: Tlv | undefined, tag: number, what: string): Tlv[] {
  return readTlvs(expect(tlv, tag, what).value, what);
}

function expect(tlv: Tlv | undefined, tag: number, what: string): Tlv {
  if (tlv === undefined || tlv.tag !== tag) throw malformed(what);
  return tlv;
}

function readOid(tlv: Tlv | undefined, what: string): string {
  return need(oidFromBytes(expect(tlv, 0x06, what).value), what);
}

function readName(tlv: Tlv | undefined, what: string): DistinguishedName {
  const sequence = expect(tlv, 0x30, what);
  const found: Record<string, string> = {};
  for (const set of readTlvs(sequence.value, what)) {
    for (const attribute of children(set, 0x31, what)) {
      const [type, value] = children(attribute, 0x30, what);
      found[readOid(type, what)] = need(textFromBytes(need(value, what).value), what);
    }
  }
  const { [oids.commonName]: commonName, [oids.organization]: organization } = found;
  const serialNumber = found[oids.serialNumber];
  return {
    raw: sequence.raw,
    ...(commonName === undefined ? {} : { commonName }),
    ...(organization === undefined ? {} : { organization }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
  };
}

/** UTCTime or GeneralizedTime as DER has them: in UTC, to the second (RFC 5280 §4.1.2.5). */
function readTime(tlv: Tlv | undefined): number {
  const text = textFromBytes(need(tlv, 'validity').value) ?? '';
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null || tlv?.tag !== (text.length === 13 ? 0x17 : 0x18)) throw malformed('validity');
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const fullYear = text.length === 15 ? year : year < 50 ? 2000 + year : 1900 + year;
  return Date.UTC(fullYear, month - 1, day, hour, minute, second);
}

function readPublicKey(tlv: Tlv | undefined): EcPublicKey {
  const [algorithm, key] = children(tlv, 0x30, 'subjectPublicKeyInfo');
  const [type, parameters] = children(algorithm, 0x30, 'subjectPublicKeyInfo');
  if (readOid(type, 'subjectPublicKeyInfo') !== oids.ecPublicKey) throw malformed('no EC public key');
  const curve = curveOids[readOid(parameters, 'named curve')];
  const point = expect(key, 0x03, 'public key').value;
  if (curve === undefined || point[0] !== 0)
    throw malformed('the curve is neither P-256 nor brainpoolP256r1');
  return publicKeyFromPoint(curve, point.subarray(1));
}

type Extensions = Pick<
  Certificate,
  'keyUsage' | 'policies' | 'isCa' | 'registeredIds' | 'dnsNames' | 'unknownCriticalExtensions'
> &
  Partial<Pick<Certificate, 'subjectKeyId' | 'authorityKeyId' | 'pathLength' | 'permittedSubtrees' | 'role'>>;

type ExtensionReader = (value: Tlv) => Partial<Extensions>;

const readers: Readonly<Record<string, ExtensionReader>> = {
  [oids.subjectKeyIdentifier]: (value) => ({
    subjectKeyId: expect(value, 0x04, 'subjectKeyIdentifier').value,
  }),
  [oids.authorityKeyIdentifier]: (value) => {
    const keyId = children(value, 0x30, 'authorityKeyIdentifier').find((one) => one.tag === 0x80);
    return keyId === undefined ? {} : { authorityKeyId: keyId.value };
  },
  [oids.keyUsage]: (value) => {
    const bits = need(bitsFromBytes(expect(value, 0x03, 'keyUsage').value), 'keyUsage');
    return { keyUsage: bits.flatMap((bit) => keyUsageNames[bit] ?? []) };
  },
  [oids.certificatePolicies]: (value) => {
    const policies = children(value, 0x30, 'certificatePolicies').map((one) =>
      readOid(children(one, 0x30, 'certificatePolicies')[0], 'certificatePolicies'),
    );
    const role = roleOf(policies);
    return { policies, ...(role === undefined ? {} : { role }) };
  },
  [oids.basicConstraints]: (value) => {
    const fields = children(value, 0x30, 'basicConstraints');
    const isCa = fields.some((one) => one.tag === 0x01 && one.value[0] === 0xff);
    const limit = fields.find((one) => one.tag === 0x02);
    const pathLength = limit && integerFromBytes(limit.value);
    return { isCa, ...(pathLength === undefined ? {} : { pathLength }) };
  },
  [oids.subjectAltName]: (value) => {
    const names = children(value, 0x30, 'subjectAltName');
    return {
      dnsNames: names.flatMap((one) => (one.tag === 0x82 ? (textFromBytes(one.value) ?? []) : [])),
      registeredIds: names.flatMap((one) => (one.tag === 0x88 ? (oidFromBytes(one.value) ?? []) : [])),
    };
  },
  [oids.nameConstraints]: (value) => {
    const permitted = children(value, 0x30, 'nameConstraints').find((one) => one.tag === 0xa0);
    const subtrees = permitted === undefined ? [] : readTlvs(permitted.value, 'nameConstraints');
    return {
      permittedSubtrees: subtrees.flatMap((subtree) => {
        const [base] = children(subtree, 0x30, 'nameConstraints');
        if (base?.tag !== 0xa4) return [];
        const { organization, serialNumber } = readName(
          readSingleTlv(base.value, 'nameConstraints'),
          'nameConstraints',
        );
        return {
          ...(organization === undefined ? {} : { organization }),
          ...(serialNumber === undefined ? {} : { serialNumber }),
        };
      }),
    };
  },
  [oids.crlDistributionPoints]: () => ({}),
  [oids.extKeyUsage]: () => ({}),
};

function roleOf(policies: readonly string[]): CertificateRole | undefined {
  for (const [role, policy] of Object.entries(rolePolicies))
    if (policies.includes(policy)) return role as CertificateRole;
  return undefined;
}

function readExtensions(tlv: Tlv | undefined): Extensions {
  let out: Extensions = {
    keyUsage: [],
    policies: [],
    isCa: false,
    registeredIds: [],
    dnsNames: [],
    unknownCriticalExtensions: [],
  };
  if (tlv === undefined) return out;
  const seen = new Set<string>();
  for (const extension of children(readSingleTlv(tlv.value, 'extensions'), 0x30, 'extensions')) {
    const fields = children(extension, 0x30, 'extension');
    const id = readOid(fields[0], 'extension');
    if (seen.has(id)) throw malformed(`extension ${id} comes twice`);
    seen.add(id);
    const critical = fields[1]?.tag === 0x01 && fields[1].value[0] === 0xff;
    const value = readSingleTlv(expect(fields[fields.length - 1], 0x04, 'extension').value, 'extension');
    const reader = readers[id];
    if (reader !== undefined) out = { ...out, ...reader(value) };
    else if (critical) out = { ...out, unknownCriticalExtensions: [...out.unknownCriticalExtensions, id] };
  }
  return out;
}

/** Certificates that were read lately, by their bytes: servers see the same EUM behind many eUICCs, cards the same server. */
const recent = new Map<string, Certificate>();
const maxRecent = 512;

/**
 * Reads a certificate (DER, nothing after it), once for the same bytes. Throws `pki_certificate_malformed` for what is no
 * X.509 v3 certificate with an EC key and ecdsa-with-SHA256, and errors of family `decode` for what is no DER.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const key = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('latin1');
  const known = recent.get(key);
  if (known !== undefined) return known;
  // A copy: a message's bytes are not to live as long as the certificate.
  const certificate = readCertificate(der.slice());
  if (recent.size >= maxRecent) recent.clear();
  recent.set(key, certificate);
  return certificate;
}

function readCertificate(der: Uint8Array): Certificate {
  const [tbs, algorithm, signature] = children(readSingleTlv(der, 'certificate'), 0x30, 'certificate');
  const fields = children(tbs, 0x30, 'tbsCertificate');
  const [version, , innerAlgorithm, issuer, validity, subject, spki, ...rest] = fields;
  if (toHex(expect(version, 0xa0, 'version').value) !== '020102') throw malformed('no version 3');
  const outer = expect(algorithm, 0x30, 'signatureAlgorithm');
  if (readOid(readTlvs(outer.value)[0], 'signatureAlgorithm') !== oids.ecdsaWithSha256)
    throw malformed('not signed with ECDSA and SHA-256');
  if (!equalBytes(expect(innerAlgorithm, 0x30, 'signature').raw, outer.raw))
    throw malformed('two signature algorithms that differ');
  const bits = expect(signature, 0x03, 'signatureValue').value;
  if (bits[0] !== 0) throw malformed('signatureValue');
  const [notBefore, notAfter] = children(validity, 0x30, 'validity');
  return {
    der,
    tbs: expect(tbs, 0x30, 'tbsCertificate').raw,
    signature: bits.subarray(1),
    issuer: readName(issuer, 'issuer'),
    subject: readName(subject, 'subject'),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    publicKey: readPublicKey(spki),
    ...readExtensions(rest.find((one) => one.tag === 0xa3)),
  };
}
