/**
 * As much of the enabled profile's file system as programs look for: MF, EF ICCID, EF DIR, and the USIM with its EF IMSI
 * (ETSI TS 102 221 §11, 3GPP TS 31.102). Read only.
 */

import { fromHex, toHex } from '../../../src-shared/bytes.ts';
import { encodeTlv } from '../../tlv/index.ts';
import type { Chip } from './chip.ts';
import { enabledProfile } from './profiles.ts';

export interface CardFile {
  readonly fcp: Uint8Array;
  /** Of a transparent EF. */
  readonly content?: Uint8Array;
  /** AID of an application. */
  readonly aid?: Uint8Array;
}

function directory(id: string, aid?: Uint8Array): CardFile {
  const fcp = encodeTlv(
    0x62,
    encodeTlv(0x82, fromHex('7821')),
    aid === undefined ? encodeTlv(0x83, fromHex(id)) : encodeTlv(0x84, aid),
    encodeTlv(0xa5, encodeTlv(0x80, Uint8Array.of(0x71))),
    encodeTlv(0x8a, Uint8Array.of(0x05)),
    encodeTlv(0xc6, fromHex('90010083010A')),
  );
  return aid === undefined ? { fcp } : { fcp, aid };
}

function transparent(id: string, content: Uint8Array): CardFile {
  const fcp = encodeTlv(
    0x62,
    encodeTlv(0x82, fromHex('4121')),
    encodeTlv(0x83, fromHex(id)),
    encodeTlv(0x8a, Uint8Array.of(0x05)),
    encodeTlv(0x80, Uint8Array.of(content.length >> 8, content.length & 0xff)),
  );
  return { fcp, content };
}

/** The file of an identifier, as seen from the MF or from the USIM; undefined where there is none. */
export function fileById(chip: Chip, id: Uint8Array, inUsim: boolean): CardFile | undefined {
  const profile = enabledProfile(chip.state);
  if (profile === undefined) return undefined;
  const aid = profile.usimAid === undefined ? undefined : fromHex(profile.usimAid);
  switch (toHex(id)) {
    case '3F00':
      return directory('3F00');
    case '2FE2':
      return transparent('2FE2', fromHex(profile.iccid));
    case '2F00':
      return aid && transparent('2F00', encodeTlv(0x61, encodeTlv(0x4f, aid)));
    case '7FFF':
      return aid && directory('7FFF', aid);
    case '6F07':
      return inUsim && profile.imsi !== undefined ? transparent('6F07', fromHex(profile.imsi)) : undefined;
    default:
      return undefined;
  }
}

/** The enabled profile's USIM, where the AID (whole or its beginning) is its own. */
export function applicationByAid(chip: Chip, aid: Uint8Array): CardFile | undefined {
  const usimAid = enabledProfile(chip.state)?.usimAid;
  if (usimAid === undefined || aid.length < 5 || !usimAid.startsWith(toHex(aid))) return undefined;
  return directory('7FFF', fromHex(usimAid));
}
