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
