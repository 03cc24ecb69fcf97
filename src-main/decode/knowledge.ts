/** What is known of the types of SGP.22 v2.5 beyond their declarations: their sections, and their values in words. */

import { fromHex, toHex } from '../../src-shared/bytes.ts';
import { fieldCis, testCis } from '../es9/field-ci.ts';
import { es10Functions } from '../es10/index.ts';
import * as rsp from '../rsp/index.ts';
import {
  type Definition,
  readSingleTlv,
  retag,
  type Schema,
  type Tlv,
  tagText,
  textFromBytesLeniently,
  unsignedFromBytes,
} from '../tlv/index.ts';
import { type At, describeTlv, type Hook, inner, type Knowledge, makeNode } from './describe.ts';
import { looseTlvs } from './loose-tlv.ts';
import { aidText, eidFits, plmnText, swappedDigits } from './numbers.ts';
import {
  peStatusHook,
  profileElementFields,
  profileElementHooks,
  profileElementSections,
} from './profile-element.ts';
import { byteCount, listed, type Said, say } from './said.ts';
import {
  Certificate,
  CertificateList,
  certificateHook,
  nameText,
  x509Hooks,
  x509NamedHooks,
} from './x509.ts';

export const sgp22 = (section: string) => `SGP.22 v2.5 §${section}`;

const sections: readonly (readonly [Schema<unknown>, string])[] = [
  [rsp.EUICCInfo1, sgp22('4.3')],
  [rsp.EUICCInfo2, sgp22('4.3')],
  [rsp.DeviceInfo, sgp22('4.2')],
  [rsp.DeviceCapabilities, sgp22('4.2')],
  [rsp.BoundProfilePackage, sgp22('2.5.4')],
  [rsp.InitialiseSecureChannelRequest, sgp22('5.5.1')],
  [rsp.ConfigureISDPRequest, sgp22('5.5.2')],
  [rsp.StoreMetadataRequest, sgp22('5.5.3')],
  [rsp.ReplaceSessionKeysRequest, sgp22('5.5.4')],
  [rsp.UpdateMetadataRequest, sgp22('5.4.1')],
  [rsp.ISDRProprietaryApplicationTemplate, sgp22('5.7.1')],
  [rsp.NotificationMetadata, sgp22('5.7.9')],
  [rsp.PendingNotification, sgp22('5.7.10')],
  [rsp.ProfileInstallationResult, sgp22('2.5.6')],
  [rsp.ProfileInstallationResultData, sgp22('2.5.6')],
  [rsp.ProfileInfo, sgp22('5.7.15')],
  [rsp.ServerSigned1, sgp22('5.7.13')],
  [rsp.EuiccSigned1, sgp22('5.7.13')],
  [rsp.CtxParams1, sgp22('5.7.13')],
  [rsp.SmdpSigned2, sgp22('5.7.5')],
  [rsp.EUICCSigned2, sgp22('5.7.5')],
  [rsp.ProfilePolicyAuthorisationRule, sgp22('5.7.22')],
  [rsp.certificate, sgp22('4.5.2')],
  [Certificate, 'RFC 5280 §4.1; SGP.22 v2.5 §4.5.2'],
  [CertificateList, 'RFC 5280 §5.1; SGP.22 v2.5 §4.6'],
];

type Words = (bytes: Uint8Array) => Said | undefined;
const words =
  (of: Words): Hook =>
  ({ value }) => ({ value: of(value) });

const ciNames = new Map(
  [...fieldCis, ...testCis].map(({ keyId, subjectDer }) => {
    const name = nameText(readSingleTlv(fromHex(subjectDer)).value) ?? '';
    return [keyId, /CN=\s*([^,]+)/.exec(name)?.[1] ?? name];
  }),
);

/** Of a CI, where its key is known: SGP.22 v2.5 §4.5.2. */
function keyIdText(bytes: Uint8Array): string | undefined {
  return ciNames.get(toHex(bytes));
}

function pointText(bytes: Uint8Array): Said {
  const form = bytes[0] === 4 ? [say('uncompressed')] : [];
  return listed([say('public key'), ...form, byteCount(bytes.length)]);
}

/** Extended card resources (ETSI TS 102 226 §8.2.1.7.2), without their tag FF21. */
function resourceText(bytes: Uint8Array): Said | undefined {
  const { tlvs } = looseTlvs(bytes);
  const numberOf = (tag: number) => {
    const found = tlvs.find((one) => one.tag === tag);
    return found === undefined ? undefined : unsignedFromBytes(found.value);
  };
  const [apps, nonVolatile, volatile] = [numberOf(0x81), numberOf(0x82), numberOf(0x83)];
  const parts = [
    ...(apps === undefined
      ? []
      : [apps === 1 ? say('1 application') : say('{count} applications', { count: apps })]),
    ...(nonVolatile === undefined ? [] : [say('{size} free for profiles', { size: nonVolatile })]),
    ...(volatile === undefined ? [] : [say('{size} free working memory', { size: volatile })]),
  ];
  return parts.length === 0 ? undefined : listed(parts);
}

const profileInfoTags: Readonly<Record<string, string>> = {
  '5A': 'iccid',
  '4F': 'isdpAid',
  '9F70': 'profileState',
  '90': 'profileNickname',
  '91': 'serviceProviderName',
  '92': 'profileName',
  '93': 'iconType',
  '94': 'icon',
  '95': 'profileClass',
  B6: 'notificationConfigurationInfo',
  B7: 'profileOwner',
  B8: 'dpProprietaryData',
  '99': 'profilePolicyRules',
  BF76: 'refArDo',
};

/** Of GetEuiccDataRequest (SGP.22 v2.5 §5.7.20). */
const euiccDataTags: Readonly<Record<string, string>> = { '5A': 'eidValue' };

/** The names of the tags in a tag list. */
function tagListText(bytes: Uint8Array, known = profileInfoTags): string {
  const names: string[] = [];
  for (let at = 0; at < bytes.length && names.length < 64; ) {
    let tag = bytes[at++] ?? 0;
    if ((tag & 0x1f) === 0x1f) {
      for (let next = 0x80; at < bytes.length && (next & 0x80) !== 0 && tag < 0x1000000; ) {
        next = bytes[at++] ?? 0;
        tag = tag * 256 + next;
      }
    }
    const text = tagText(tag);
    names.push(known[text] ?? text);
  }
  return names.join(', ');
}

function pictureText(bytes: Uint8Array): Said {
  const png = toHex(bytes.subarray(0, 8)) === '89504E470D0A1A0A' && bytes.length > 24;
  if (!png)
    return listed([
      bytes[0] === 0xff && bytes[1] === 0xd8 ? 'JPEG' : say('picture'),
      byteCount(bytes.length),
    ]);
  const size = (at: number) => unsignedFromBytes(bytes.subarray(at, at + 4)) ?? 0;
  return listed([`PNG, ${size(16)} x ${size(20)}`, byteCount(bytes.length)]);
}

/** Keys of a CRT by GlobalPlatform (Card Specification §11.1.8). */
const keyTypes: Readonly<Record<string, string>> = { '88': 'AES', '80': 'DES', F0: 'ECC' };

const namedHooks: readonly (readonly [string, Hook])[] = [
  ['mccMnc', words(plmnText)],
  ['tac', words(toHex)],
  // The digits of a TAC stand in their order (SGP.22 v2.5 §4.2), those of an IMEI swapped.
  ['imei', words(swappedDigits)],
  ['isdpAid', words(aidText)],
  ['extCardResource', words(resourceText)],
  ['tagList', words((bytes) => tagListText(bytes))],
  ['icon', words(pictureText)],
  ['keyType', words((bytes) => keyTypes[toHex(bytes)])],
  ['keyLen', words((bytes) => (bytes.length === 1 ? byteCount(bytes[0] ?? 0) : undefined))],
  ['smdpOtpk', words(pointText)],
  ['euiccOtpk', words(pointText)],
  ['bppEuiccOtpk', words(pointText)],
  ['hashCc', words(() => say('SHA-256 of the confirmation code and the transaction id'))],
  [
    'deviceAppIdRefDo',
    words((bytes) => (bytes.length === 20 ? 'SHA-1' : bytes.length === 32 ? 'SHA-256' : undefined)),
  ],
  ['pkgRefDo', words(textFromBytesLeniently)],
  [
    'eidValue',
    ({ value }) => {
      const eid = toHex(value);
      return {
        value: eid,
        ...(eidFits(eid) ? {} : { remarks: [{ code: 'check_digits_wrong', params: {} }] }),
      };
    },
  ],
  ['simaResponse', peStatusHook],
  [
    'crl',
    (tlv, at) => ({
      children: describeTlv(retag(0xa0, CertificateList), { ...tlv, remarks: [] }, 'crl', at).children,
    }),
  ],
  ...x509NamedHooks,
];

/** The declaration of a field, and of the items within where it is a list. */
function fieldOf({ definition }: Schema<unknown>, field: string): Definition {
  const found =
    definition.kind === 'sequence' ? definition.fields.find(({ name }) => name === field) : undefined;
  if (found === undefined) throw new TypeError(`no field ${field}`);
  return found.definition;
}

function itemOf(schema: Schema<unknown>, field: string): Definition {
  const definition = fieldOf(schema, field);
  if (definition.kind !== 'sequenceOf') throw new TypeError(`no list ${field}`);
  return definition.item;
}

/** Bytes of the C-MAC at the end of each SCP03t command TLV (SGP.02 v4.2 §4.1.3.3). */
const macBytes = 8;
const scp03t = 'SGP.02 v4.2 §4.1.3.3; SGP.22 v2.5 §2.5.3';

/** A TLV of SCP03t: 86 and 87 are encrypted, 88 has a MAC alone and so can be read (SGP.22 v2.5 §2.5.3). */
export function protectedSegment(tlv: Tlv, at: At): ReturnType<Hook> {
  const size = tlv.value.length - macBytes;
  if (tlv.tag === 0x88 && size <= 0) return undefined;
  if (tlv.tag !== 0x88)
    return { value: say('encrypted, {count} bytes with the MAC', { count: tlv.value.length }) };
  const body = tlv.value.subarray(0, size);
  const { tlvs, rest } = looseTlvs(body);
  const [metadata, second] = tlvs;
  const whole = metadata !== undefined && second === undefined && rest.length === 0;
  const mac = tlv.value.subarray(size);
  const macAt = inner(at, scp03t);
  return {
    value: say(whole ? 'StoreMetadata, readable, with a MAC' : 'part of StoreMetadata, with a MAC'),
    children: [
      whole
        ? describeTlv(rsp.StoreMetadataRequest, metadata, 'storeMetadataRequest', at)
        : makeNode(at, { label: say('data'), raw: body }, body),
      makeNode(macAt, { label: 'C-MAC', raw: mac }, mac),
    ],
  };
}

export const knowledge: Knowledge = {
  sections: new Map<Definition, string>([
    ...sections.map(([schema, text]) => [schema.definition, text] as const),
    ...es10Functions.flatMap((fn) =>
      [fn.request, fn.response]
        .filter((schema) => !sections.some(([known]) => known.definition === schema.definition))
        .map((schema) => [schema.definition, sgp22(fn.section)] as const),
    ),
    ...profileElementSections,
  ]),
  hooks: new Map<Definition, Hook>([
    [rsp.subjectKeyIdentifier.definition, words(keyIdText)],
    [
      rsp.signature.definition,
      words((bytes) => listed([say('ECDSA signature r || s'), byteCount(bytes.length)])),
    ],
    [rsp.certificate.definition, certificateHook],
    [fieldOf(rsp.GetEuiccDataRequest, 'tagList'), words((bytes) => tagListText(bytes, euiccDataTags))],
    ...['firstSequenceOf87', 'sequenceOf88', 'secondSequenceOf87', 'sequenceOf86'].map(
      (field): [Definition, Hook] => [itemOf(rsp.BoundProfilePackage, field), protectedSegment],
    ),
    ...x509Hooks(),
    ...profileElementHooks,
  ]),
  namedHooks: new Map<string, Hook>([...namedHooks, ...profileElementFields]),
};
