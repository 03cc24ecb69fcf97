/**
 * Profile elements (eUICC Profile Package: Interoperable Format Technical Specification of the Trusted Connectivity
 * Alliance, v2.3.1 §8.1 and Annex A) by name, with their headers; and what a card answers to them (§8.1.3, EUICCResponse).
 */

import {
  choice,
  type Definition,
  integer,
  named,
  octets,
  oid,
  optional,
  raw,
  sequence,
  sequenceOf,
  tagText,
  utf8,
} from '../tlv/index.ts';
import { describeTlv, type Hook, inner } from './describe.ts';
import { looseTlvs } from './loose-tlv.ts';
import { byteCount, iccidText } from './numbers.ts';

const standard = 'TCA eUICC Profile Package v2.3.1';

/** The alternatives of ProfileElement, by their automatic tags from [0] on; RFU ones have no name. */
const elementNames: readonly (string | undefined)[] = [
  'header',
  'genericFileManagement',
  'pinCodes',
  'pukCodes',
  'akaParameter',
  'cdmaParameter',
  'securityDomain',
  'rfm',
  'application',
  'nonStandard',
  'end',
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  'mf',
  'cd',
  'telecom',
  'usim',
  'opt-usim',
  'isim',
  'opt-isim',
  'phonebook',
  'gsm-access',
  'csim',
  'opt-csim',
  'eap',
  'df-5gs',
  'df-saip',
  'df-snpn',
  'df-5gprose',
  'iot',
  'opt-iot',
];

/** ServicesList: names by position, so that tag 80 is the first. */
const serviceNames = [
  'contactless',
  'usim',
  'isim',
  'csim',
  'milenage',
  'tuak128',
  'cave',
  'gba-usim',
  'gba-isim',
  'mbms',
  'eap',
  'javacard',
  'multos',
  'multiple-usim',
  'multiple-isim',
  'multiple-csim',
  'tuak256',
  'usim-test-algorithm',
  'ber-tlv',
  'dfLink',
  'cat-tp',
  'get-identity',
  'profile-a-x25519',
  'profile-b-p256',
  'suciCalculatorApi',
  'dns-resolution',
  'scp11ac',
  'scp11c-authorization-mechanism',
  's16mode',
  'eaka',
];

export const ProfileHeader = sequence(0xa0, {
  'major-version': integer(0x80),
  'minor-version': integer(0x81),
  profileType: optional(utf8(0x82)),
  'eUICC-iccid': octets(0x83),
  pol: optional(octets(0x84)),
  'eUICC-Mandatory-services': octets(0xa5),
  'eUICC-Mandatory-GFSTEList': sequenceOf(0xa6, oid()),
  connectivityParameters: optional(octets(0x87)),
  'eUICC-Mandatory-AIDs': optional(
    sequenceOf(0xa8, sequence(0x30, { aid: octets(0x80), version: octets(0x81) })),
  ),
  iotOptions: optional(raw(0xa9)),
});
const PEHeader = sequence(0xa0, { mandated: optional(octets(0x80)), identification: integer(0x81) });

const peStatus = {
  ok: 0,
  'pe-not-supported': 1,
  'memory-failure': 2,
  'bad-values': 3,
  'not-enough-memory': 4,
  'invalid-request-format': 5,
  'invalid-parameter': 6,
  'runtime-not-supported': 7,
  'lib-not-supported': 8,
  'template-not-supported': 9,
  'feature-not-supported': 10,
  'pin-code-missing': 11,
  'unsupported-profile-version': 31,
} as const;
const PEStatus = sequence(0x30, {
  status: named(peStatus, 0x80),
  'identification-number': optional(integer(0x81)),
  'additional-information': optional(integer(0x82)),
  offset: optional(integer(0x83)),
});
const EUICCResponse = sequence(0x30, {
  peStatus: sequenceOf(0xa0, PEStatus),
  profileInstallationAborted: optional(octets(0x81)),
  statusMessage: optional(utf8(0x82)),
});

/** Element tag of a profile element's number. */
function tagOf(number: number): number {
  return number < 31 ? 0xa0 + number : 0xbf00 + number;
}

/** A profile element: its name tells what it is; the first field of every one but the profile's header is its own header. */
export const ProfileElement = choice(
  Object.fromEntries(
    elementNames.flatMap((name, number) => (name === undefined ? [] : [[name, raw(tagOf(number))]])),
  ),
);

/** The name of the profile element that begins with this tag, or undefined. */
export function profileElementName(tag: number): string | undefined {
  return elementNames.find((name, number) => name !== undefined && tagOf(number) === tag);
}

const elementHook =
  (name: string): Hook =>
  (tlv, at) => {
    if (name === 'header')
      return { children: describeTlv(ProfileHeader, { ...tlv, remarks: [] }, name, at).children ?? [] };
    const { tlvs, rest } = looseTlvs(tlv.value);
    const [first, ...others] = tlvs;
    if (first?.tag !== 0xa0 || rest.length > 0) return undefined;
    return {
      children: [
        describeTlv(PEHeader, first, `${name}-header`, at),
        ...others.map((one) => describeTlv(raw(), one, `[${one.tag & 0x1f}]`, at)),
      ],
    };
  };

/** The octets `simaResponse` of a ProfileInstallationResult. */
export const peStatusHook: Hook = (tlv, at) => {
  const { tlvs, rest } = looseTlvs(tlv.value);
  const [response] = tlvs;
  if (response === undefined || tlvs.length > 1 || rest.length > 0 || response.tag !== 0x30) return undefined;
  return {
    children: [describeTlv(EUICCResponse, response, 'EUICCResponse', inner(at, `${standard} §8.1.3`))],
  };
};

const { definition } = ProfileElement;
const alternatives = definition.kind === 'choice' ? definition.alternatives : [];

export const profileElementHooks: readonly (readonly [Definition, Hook])[] = alternatives.map(
  (one): [Definition, Hook] => [one.definition, elementHook(one.name)],
);
export const profileElementSections: readonly (readonly [Definition, string])[] = [
  [definition, `${standard} §8.1`],
  [ProfileHeader.definition, `${standard} §8.2`],
  [PEHeader.definition, `${standard} §8.1.2`],
];
export const profileElementNames: readonly (readonly [string, Hook])[] = [
  ['eUICC-iccid', ({ value }) => ({ value: iccidText(value) })],
  [
    'eUICC-Mandatory-services',
    ({ value }) => {
      const names = looseTlvs(value).tlvs.map(({ tag }) => serviceNames[tag - 0x80] ?? tagText(tag));
      return { value: names.join(', ') || 'none' };
    },
  ],
  ['connectivityParameters', ({ value }) => ({ value: byteCount(value.length) })],
];
