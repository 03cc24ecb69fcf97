/**
 * Makes a PKI of the kind that SGP.22 v2.5 §4.5.2.1 describes, with pkijs. Key pairs and serial numbers come from the
 * injected entropy, dates from the injected clock, and signatures are RFC 6979: the same input gives the same bytes.
 */

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { Clock, Entropy } from '../../../src-shared/ports.ts';
import {
  type CurveName,
  type EcPrivateKey,
  type EcPublicKey,
  encodeSubjectPublicKeyInfo,
  generateKeyPair,
  signDer,
} from '../crypto/index.ts';
import { type CertificateRole, oids, parseCertificate, rolePolicies } from './certificate.ts';
import { type FullPki, type Identity, identityOf, type Pki } from './pki.ts';

export interface GeneratePkiOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly entropy: Entropy;
  /** Curve of the RSP certificates; TLS stays on P-256, which every client takes. Default P-256. */
  readonly curve?: CurveName;
  /** EID of the eUICC, 32 digits. */
  readonly eid: string;
  /** What activation codes name, with or without a port: goes into the TLS certificate. */
  readonly smdpAddress: string;
  /** More names (or IP addresses) that the TLS certificate is good for. */
  readonly additionalNames?: readonly string[];
  /** OID of the SM-DP+. Default 2.999.10, as in SGP.26. */
  readonly smdpOid?: string;
  readonly ciName?: string;
  readonly eumName?: string;
  /** Leading digits of the EIDs that the EUM may make eUICCs for. Default the first eight of `eid`. */
  readonly eidPrefix?: string;
  /** Life of the SM-DP+'s certificates in days. Default ten years. */
  readonly validDays?: number;
}

const day = 24 * 60 * 60 * 1000;
const crlUrls = ['http://ci.bench.example/CRL-A.crl', 'http://ci.bench.example/CRL-B.crl'];

type NamePart = readonly [oid: string, value: string];

/** One attribute in each relative name: pkijs itself would put all of them into one set. */
function name(parts: readonly NamePart[]): pkijs.RelativeDistinguishedNames {
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
export function keyIdentifier(key: EcPublicKey): Uint8Array {
  return new Uint8Array(createHash('sha1').update(key.point).digest());
}

function keyUsage(...bits: readonly number[]): pkijs.Extension {
  const highest = Math.max(...bits);
  const byte = bits.reduce((all, bit) => all | (0x80 >> bit), 0);
  const value = new asn1js.BitString({ valueHex: view(Uint8Array.of(byte)), unusedBits: 7 - highest });
  return extension(oids.keyUsage, true, value);
}

function policy(role: CertificateRole, critical: boolean): pkijs.Extension {
  const id = new asn1js.ObjectIdentifier({ value: rolePolicies[role] });
  return extension(oids.certificatePolicies, critical, sequence(sequence(id)));
}

function oidContent(value: string): Uint8Array {
  return new Uint8Array(new asn1js.ObjectIdentifier({ value }).valueBlock.toBER(false));
}

function alternativeNames(registeredId: string, hosts: readonly string[] = []): pkijs.Extension {
  const names = hosts.map((host) =>
    isIP(host) === 4
      ? implicit(7, Uint8Array.from(host.split('.').map(Number)))
      : implicit(2, new TextEncoder().encode(host)),
  );
  return extension(oids.subjectAltName, false, sequence(...names, implicit(8, oidContent(registeredId))));
}

function basicConstraints(pathLength?: number): pkijs.Extension {
  const limit = pathLength === undefined ? [] : [new asn1js.Integer({ value: pathLength })];
  return extension(oids.basicConstraints, true, sequence(new asn1js.Boolean({ value: true }), ...limit));
}

function crlDistribution(urls: readonly string[]): pkijs.Extension {
  const points = urls.map((url) =>
    sequence(constructed(0, [constructed(0, [implicit(6, new TextEncoder().encode(url))])])),
  );
  return extension(oids.crlDistributionPoints, false, sequence(...points));
}

function nameConstraints(permitted: pkijs.RelativeDistinguishedNames): pkijs.Extension {
  const base = constructed(4, [permitted.toSchema()]);
  return extension(oids.nameConstraints, true, sequence(constructed(0, [sequence(base)])));
}

interface Draft {
  readonly subject: pkijs.RelativeDistinguishedNames;
  readonly publicKey: EcPublicKey;
  readonly extensions: readonly pkijs.Extension[];
  readonly notBefore: number;
  readonly notAfter: number;
}

interface Signer {
  readonly name: pkijs.RelativeDistinguishedNames;
  readonly key: EcPrivateKey;
}

function issue(draft: Draft, signer: Signer, entropy: Entropy): Uint8Array {
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

function eumSubject(eumName: string): readonly NamePart[] {
  return [
    [oids.country, 'XX'],
    [oids.organization, eumName],
    [oids.commonName, `${eumName} CA`],
  ];
}

function host(address: string): string {
  return address.replace(/:\d+$/, '');
}

function identity(der: Uint8Array, privateKey: EcPrivateKey): Identity {
  return { certificate: parseCertificate(der), privateKey };
}

/** A whole PKI: CI, EUM, eUICC, and the three certificates of an SM-DP+. Deterministic under its ports. */
export function generatePki(options: GeneratePkiOptions): FullPki {
  const {
    clock,
    entropy,
    curve = 'P-256',
    smdpOid = '2.999.10',
    ciName = 'eUICC Workbench bench CI',
  } = options;
  const { eumName = 'eUICC Workbench EUM', eidPrefix = options.eid.slice(0, 8) } = options;
  const notBefore = clock.now() - day;
  const long = { notBefore, notAfter: clock.now() + 35 * 365 * day };
  const short = { notBefore, notAfter: clock.now() + (options.validDays ?? 3650) * day };
  const ciKey = generateKeyPair(curve, entropy);
  const eumKey = generateKeyPair(curve, entropy);
  const ciSubject = name([
    [oids.commonName, ciName],
    [oids.organizationalUnit, 'BENCH'],
    [oids.organization, 'eUICC Workbench'],
    [oids.country, 'XX'],
  ]);
  const ci: Signer = { name: ciSubject, key: ciKey };
  const ciDer = issue(
    {
      subject: ciSubject,
      publicKey: ciKey,
      ...long,
      extensions: [
        basicConstraints(),
        policy('ci', true),
        keyUsage(5, 6),
        alternativeNames('2.999.1'),
        crlDistribution(crlUrls),
      ],
    },
    ci,
    entropy,
  );
  const eumDer = issue(
    {
      subject: name(eumSubject(eumName)),
      publicKey: eumKey,
      ...long,
      extensions: [
        keyUsage(5),
        policy('eum', true),
        alternativeNames('2.999.5'),
        basicConstraints(0),
        crlDistribution(crlUrls.slice(1)),
        nameConstraints(
          name([
            [oids.organization, eumName],
            [oids.serialNumber, eidPrefix],
          ]),
        ),
      ],
    },
    ci,
    entropy,
  );
  const smdpName = (commonName: string) =>
    name([
      [oids.organization, 'eUICC Workbench'],
      [oids.commonName, commonName],
    ]);
  const smdp = (role: 'dpAuth' | 'dpPb'): Identity => {
    const key = generateKeyPair(curve, entropy);
    const extensions = [alternativeNames(smdpOid), keyUsage(0), policy(role, true), crlDistribution(crlUrls)];
    const subject = smdpName('Simulated SM-DP+');
    return identity(issue({ subject, publicKey: key, ...short, extensions }, ci, entropy), key);
  };
  const tlsKey = generateKeyPair('P-256', entropy);
  const hosts = [host(options.smdpAddress), ...(options.additionalNames ?? []).map(host)];
  const tlsDer = issue(
    {
      subject: smdpName(host(options.smdpAddress).slice(0, 64)),
      publicKey: tlsKey,
      ...short,
      extensions: [
        keyUsage(0),
        extension(
          oids.extKeyUsage,
          true,
          sequence(
            new asn1js.ObjectIdentifier({ value: '1.3.6.1.5.5.7.3.1' }),
            new asn1js.ObjectIdentifier({ value: '1.3.6.1.5.5.7.3.2' }),
          ),
        ),
        policy('dpTls', false),
        alternativeNames(smdpOid, [...new Set(hosts)]),
        crlDistribution(crlUrls),
      ],
    },
    ci,
    entropy,
  );
  const withoutEuicc = {
    ci: identity(ciDer, ciKey),
    eum: identity(eumDer, eumKey),
    dpAuth: smdp('dpAuth'),
    dpPb: smdp('dpPb'),
    dpTls: identity(tlsDer, tlsKey),
  };
  return { ...withoutEuicc, euicc: issueEuicc(withoutEuicc, options) };
}

/**
 * One more eUICC certificate of the PKI's EUM, with a key of its own. Throws `pki_incomplete` where the EUM's private
 * key is not there, and RangeError for an EID that is none.
 */
export function issueEuicc(
  pki: Pki,
  options: { readonly clock: Pick<Clock, 'now'>; readonly entropy: Entropy; readonly eid: string },
): Identity {
  if (!/^\d{32}$/.test(options.eid)) throw new RangeError('an EID has 32 digits');
  const eum = identityOf(pki, 'eum');
  const { organization = '', raw } = eum.certificate.subject;
  const key = generateKeyPair(eum.privateKey.curve, options.entropy);
  const der = issue(
    {
      subject: name([
        [oids.country, 'XX'],
        [oids.organization, organization],
        [oids.serialNumber, options.eid],
        [oids.commonName, 'Simulated eUICC'],
      ]),
      publicKey: key,
      notBefore: Math.max(options.clock.now() - day, eum.certificate.notBefore),
      notAfter: eum.certificate.notAfter,
      extensions: [keyUsage(0), policy('euicc', true)],
    },
    { name: pkijs.RelativeDistinguishedNames.fromBER(view(raw)), key: eum.privateKey },
    options.entropy,
  );
  return identity(der, key);
}
