/**
 * Profile elements (eUICC Profile Package: Interoperable Format Technical Specification of the Trusted Connectivity
 * Alliance, v2.3.1 §8.1 and Annex A) by name, with their headers; and what a card answers to them (§8.1.3, EUICCResponse).
 */

import { peStatus, profileElementNames, serviceNames } from '../rsp/profile-elements.ts';
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
import { iccidText } from './numbers.ts';
import { byteCount, say } from './said.ts';

const standard = 'TCA eUICC Profile Package v2.3.1';

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

const isReserved = (name: string) => name.startsWith('rfu');

/** A profile element: its name tells what it is; the first field of every one but the profile's header is its own header. */
export const ProfileElement = choice(
  Object.fromEntries(
    Object.entries(profileElementNames)
      .filter(([, name]) => !isReserved(name))
      .map(([tag, name]) => [name, raw(Number(tag))]),
  ),
);

/** The name of the profile element that begins with this tag, or undefined. */
export function profileElementName(tag: number): string | undefined {
  const name = profileElementNames[tag];
  return name === undefined || isReserved(name) ? undefined : name;
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
export const profileElementFields: readonly (readonly [string, Hook])[] = [
  ['eUICC-iccid', ({ value }) => ({ value: iccidText(value) })],
  [
    'eUICC-Mandatory-services',
    ({ value }) => {
      const names = looseTlvs(value).tlvs.map(({ tag }) => serviceNames[tag - 0x80] ?? tagText(tag));
      return { value: names.join(', ') || say('none') };
    },
  ],
  ['connectivityParameters', ({ value }) => ({ value: byteCount(value.length) })],
];
