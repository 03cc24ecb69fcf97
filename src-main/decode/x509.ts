/** X.509 certificates and CRLs (RFC 5280 §4, §5; profiled by SGP.22 v2.5 §4.5.2) as declarations, and what their values say. */

import { toHex } from '../../src-shared/bytes.ts';
import {
  bits,
  boolean,
  choice,
  type Definition,
  explicit,
  integer,
  octets,
  oid,
  oidFromBytes,
  optional,
  raw,
  readTlvs,
  type Schema,
  sequence,
  sequenceOf,
  type Tlv,
  textFromBytesLeniently,
  utf8,
} from '../tlv/index.ts';
import { type At, describeBytes, describeTlv, type Hook, inner } from './describe.ts';
import { looseTlvs } from './loose-tlv.ts';
import { aidText } from './numbers.ts';
import { oidName, oidText, oidWords } from './oids.ts';
import { byteCount, listed, type Said, say } from './said.ts';

const AlgorithmIdentifier = sequence(0x30, { algorithm: oid(), parameters: optional(raw()) });
const AttributeTypeAndValue = sequence(0x30, { type: oid(), value: raw() });
const Name = sequenceOf(0x30, sequenceOf(0x31, AttributeTypeAndValue));
const UtcTime = utf8(0x17);
const GeneralizedTime = utf8(0x18);
const Time = choice({ utcTime: UtcTime, generalTime: GeneralizedTime });
const Extension = sequence(0x30, { extnID: oid(), critical: optional(boolean()), extnValue: octets() });
const Extensions = sequenceOf(0x30, Extension);
const SubjectPublicKey = octets(0x03);
const SignatureValue = octets(0x03);

export const TbsCertificate = sequence(0x30, {
  version: optional(explicit(0xa0, integer())),
  serialNumber: octets(0x02),
  signature: AlgorithmIdentifier,
  issuer: Name,
  validity: sequence(0x30, { notBefore: Time, notAfter: Time }),
  subject: Name,
  subjectPublicKeyInfo: sequence(0x30, {
    algorithm: AlgorithmIdentifier,
    subjectPublicKey: SubjectPublicKey,
  }),
  extensions: optional(explicit(0xa3, Extensions)),
});
export const Certificate = sequence(0x30, {
  tbsCertificate: TbsCertificate,
  signatureAlgorithm: AlgorithmIdentifier,
  signatureValue: SignatureValue,
});

const RevokedCertificate = sequence(0x30, {
  userCertificate: octets(0x02),
  revocationDate: Time,
  crlEntryExtensions: optional(Extensions),
});
const TbsCertList = sequence(0x30, {
  version: optional(integer()),
  signature: AlgorithmIdentifier,
  issuer: Name,
  thisUpdate: Time,
  nextUpdate: optional(Time),
  revokedCertificates: optional(sequenceOf(0x30, RevokedCertificate)),
  crlExtensions: optional(explicit(0xa0, Extensions)),
});
export const CertificateList = sequence(0x30, {
  tbsCertList: TbsCertList,
  signatureAlgorithm: AlgorithmIdentifier,
  signatureValue: SignatureValue,
});

const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
const GeneralName = choice({
  rfc822Name: utf8(0x81),
  dNSName: utf8(0x82),
  directoryName: explicit(0xa4, Name),
  uniformResourceIdentifier: utf8(0x86),
  iPAddress: octets(0x87),
  registeredID: oid(0x88),
});

/** What the values of extensions hold (RFC 5280 §4.2.1). */
const extensionTypes: Readonly<Record<string, Schema<unknown>>> = {
  '2.5.29.14': octets(0x04),
  '2.5.29.15': bits(keyUsages, 0x03),
  '2.5.29.17': sequenceOf(0x30, GeneralName),
  '2.5.29.19': sequence(0x30, { cA: optional(boolean()), pathLenConstraint: optional(integer()) }),
  '2.5.29.20': integer(),
  '2.5.29.31': sequenceOf(0x30, raw(0x30)),
  '2.5.29.32': sequenceOf(
    0x30,
    sequence(0x30, { policyIdentifier: oid(), policyQualifiers: optional(raw(0x30)) }),
  ),
  '2.5.29.35': sequence(0x30, {
    keyIdentifier: optional(octets(0x80)),
    authorityCertIssuer: optional(raw(0xa1)),
    authorityCertSerialNumber: optional(octets(0x82)),
  }),
  '2.5.29.37': sequenceOf(0x30, oid()),
};

function quietly<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** `CN=Test CI, O=RSPTEST, C=IT` of the content of a Name, in its own order. */
export function nameText(content: Uint8Array): string | undefined {
  return quietly(() =>
    readTlvs(content)
      .flatMap((set) => readTlvs(set.value))
      .map((pair) => {
        const [type, value] = readTlvs(pair.value);
        const dotted = type === undefined ? undefined : oidFromBytes(type.value);
        return `${dotted === undefined ? '?' : (oidName(dotted) ?? dotted)}=${textFromBytesLeniently(value?.value ?? new Uint8Array(0))}`;
      })
      .join(', '),
  );
}

/** `2026-11-27 03:58:51 UTC` of UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5). */
function timeText(tlv: Tlv): string | undefined {
  const text = textFromBytesLeniently(tlv.value);
  const match = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year = '', month, day, hour, minute, second] = match;
  const whole = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  return `${whole}-${month}-${day} ${hour}:${minute}:${second} UTC`;
}

function serialText({ value }: Tlv): Said {
  const digits = BigInt(`0x${toHex(value) || '0'}`).toString();
  return digits.length > 40 ? byteCount(value.length) : digits;
}

function dottedText({ value }: Tlv): Said | undefined {
  const dotted = oidFromBytes(value);
  return dotted === undefined ? undefined : oidText(dotted);
}

function firstOid(tlv: Tlv): string | undefined {
  const [first] = quietly(() => readTlvs(tlv.value)) ?? [];
  return first?.tag === 0x06 ? oidFromBytes(first.value) : undefined;
}

/** An extension is named by its OID, and its value is opened by it. */
function extensionHook(tlv: Tlv, at: At): ReturnType<Hook> {
  const type = firstOid(tlv);
  if (type === undefined) return undefined;
  const { tlvs, rest } = looseTlvs(tlv.value);
  const value = tlvs.at(-1);
  const schema = extensionTypes[type];
  if (rest.length > 0 || value?.tag !== 0x04) return undefined;
  const critical = tlvs.some((one) => one.tag === 0x01 && one.value[0] !== 0);
  const children = tlvs.map((one, index) => {
    if (index === 0) return describeTlv(oid(), one, 'extnID', at);
    if (one !== value) return describeTlv(boolean(), one, 'critical', at);
    const node = describeTlv(octets(), one, 'extnValue', at);
    const within = looseTlvs(one.value);
    const [only] = within.tlvs;
    if (only === undefined || within.rest.length > 0 || within.tlvs.length > 1) return node;
    const opened =
      schema === undefined
        ? describeBytes(one.value, say('value'), inner(at))
        : [describeTlv(schema, only, oidName(type) ?? say('value'), inner(at))];
    const { hex: _, ...rest2 } = node;
    return { ...rest2, children: opened };
  });
  return { value: listed([oidText(type), ...(critical ? [say('critical')] : [])]), children };
}

/** `04` and two coordinates, or a compressed point, in a BIT STRING. */
function publicKeyText({ value }: Tlv): Said {
  const form = value[1];
  const size = byteCount(Math.max(0, value.length - 1));
  if (form === 0x04) return listed([say('point'), say('uncompressed'), size]);
  if (form === 0x02 || form === 0x03) return listed([say('point'), say('compressed'), size]);
  return size;
}

function attributeHook(tlv: Tlv): ReturnType<Hook> {
  const [type, value] = quietly(() => readTlvs(tlv.value)) ?? [];
  const dotted = type === undefined ? undefined : oidFromBytes(type.value);
  if (dotted === undefined || value === undefined) return undefined;
  return { value: `${oidName(dotted) ?? dotted} = ${textFromBytesLeniently(value.value)}` };
}

/** What a certificate is, in a line: whose it is and until when. */
function certificateText(tlv: Tlv): Said | undefined {
  return quietly(() => {
    const [tbs] = readTlvs(tlv.value);
    const sequences = tbs === undefined ? [] : readTlvs(tbs.value).filter((one) => one.tag === 0x30);
    const [, issuer, validity, subject] = sequences;
    if (issuer === undefined || validity === undefined || subject === undefined) return undefined;
    const [, notAfter] = readTlvs(validity.value);
    const until = notAfter === undefined ? undefined : timeText(notAfter);
    const name = nameText(subject.value);
    const by = nameText(issuer.value);
    if (name === undefined || by === undefined || until === undefined) return undefined;
    const issued = name === by ? say('issued by itself') : say('issued by {issuer}', { issuer: by });
    return listed([name, issued, say('valid until {date}', { date: until })], '; ');
  });
}

/** For certificates, which other declarations keep whole. */
export const certificateHook: Hook = (tlv, at) => {
  const node = describeTlv(Certificate, { ...tlv, remarks: [] }, 'certificate', at);
  return { value: certificateText(tlv), ...(node.children ? { children: node.children } : {}) };
};

export function x509Hooks(): [Definition, Hook][] {
  const text =
    (of: (tlv: Tlv) => Said | undefined): Hook =>
    (tlv) => ({ value: of(tlv) });
  return [
    [Name.definition, (tlv) => ({ value: nameText(tlv.value) })],
    [AttributeTypeAndValue.definition, attributeHook],
    [UtcTime.definition, text(timeText)],
    [GeneralizedTime.definition, text(timeText)],
    [Extension.definition, extensionHook],
    [SubjectPublicKey.definition, text(publicKeyText)],
    [
      AlgorithmIdentifier.definition,
      (tlv) => {
        const dotted = firstOid(tlv);
        return { value: dotted === undefined ? undefined : (oidWords(dotted) ?? dotted) };
      },
    ],
    [Certificate.definition, text(certificateText)],
  ];
}

/** By field name, since these are plain types. */
export const x509NamedHooks: readonly (readonly [string, Hook])[] = [
  ['serialNumber', (tlv) => ({ value: serialText(tlv) })],
  ['userCertificate', (tlv) => ({ value: serialText(tlv) })],
  ['registeredID', (tlv) => ({ value: dottedText(tlv) })],
  ['aid', (tlv) => ({ value: aidText(tlv.value) })],
];
