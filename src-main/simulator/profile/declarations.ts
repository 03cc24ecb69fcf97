/** Types of the interoperable profile package (PEDefinitions 3.3.1) that are read or made here. Tags as on the wire. */

import {
  type Infer,
  integer,
  octets,
  oid,
  optional,
  raw,
  sequence,
  sequenceOf,
  utf8,
} from '../../tlv/index.ts';

/** ProfileElement: the alternatives of the CHOICE by their automatic tags. */
export const profileElementNames: Readonly<Record<number, string>> = {
  160: 'header',
  161: 'genericFileManagement',
  162: 'pinCodes',
  163: 'pukCodes',
  164: 'akaParameter',
  165: 'cdmaParameter',
  166: 'securityDomain',
  167: 'rfm',
  168: 'application',
  169: 'nonStandard',
  170: 'end',
  171: 'rfu1',
  172: 'rfu2',
  173: 'rfu3',
  174: 'rfu4',
  175: 'rfu5',
  176: 'mf',
  177: 'cd',
  178: 'telecom',
  179: 'usim',
  180: 'opt-usim',
  181: 'isim',
  182: 'opt-isim',
  183: 'phonebook',
  184: 'gsm-access',
  185: 'csim',
  186: 'opt-csim',
  187: 'eap',
  188: 'df-5gs',
  189: 'df-saip',
  190: 'df-snpn',
  48927: 'df-5gprose',
  48928: 'iot',
  48929: 'opt-iot',
};

/** ServicesList: names by position, so that tag 80 is the first. */
export const serviceNames = [
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
] as const;
export type ServiceName = (typeof serviceNames)[number];

export const ProfileHeader = sequence(0xa0, {
  majorVersion: integer(0x80),
  minorVersion: integer(0x81),
  profileType: optional(utf8(0x82, 100)),
  iccid: octets(0x83, { length: 10 }),
  pol: optional(octets(0x84)),
  mandatoryServices: sequenceOf(0xa5, raw(), 64),
  mandatoryGfsteList: sequenceOf(0xa6, oid(), 256),
  connectivityParameters: optional(octets(0x87)),
  mandatoryAids: optional(
    sequenceOf(
      0xa8,
      sequence(0x30, { aid: octets(0x80, { min: 5, max: 16 }), version: octets(0x81, { length: 2 }) }),
      256,
    ),
  ),
  iotOptions: optional(raw(0xa9)),
});
export type ProfileHeader = Infer<typeof ProfileHeader>;

export const PEHeader = sequence(0xa0, {
  mandated: optional(octets(0x80, { length: 0 })),
  identification: integer(0x81),
});
