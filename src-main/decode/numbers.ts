/** Numbers and identifiers of telecommunications in words. */

import { toHex } from '../../src-shared/bytes.ts';
import { groupDigits } from '../../src-shared/texts.ts';
import { iccidFromBytes } from '../tlv/index.ts';
import { listed, type Said, say } from './said.ts';

/** Digits, two a byte with the first in the low half, as ETSI and 3GPP write them; the filler F at the end is left out. */
export const swappedDigits = iccidFromBytes;

/** Whether the last digit is the Luhn check digit of those before it (ITU-T E.118 §4.1). */
export function luhnFits(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i));
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Whether the check digits of an EID fit (SGP.02 §2.2.2, ISO 7064 MOD 97-10). */
export function eidFits(eid: string): boolean {
  return /^\d{32}$/.test(eid) && BigInt(eid) % 97n === 1n;
}

/** MCC and MNC of the three bytes of 3GPP TS 24.008 §10.5.1.13: `MCC 262 MNC 01`. E stands for any digit. */
export function plmnText(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === undefined || b === undefined || c === undefined || bytes.length !== 3) return undefined;
  const digit = (nibble: number) => nibble.toString(16).toUpperCase();
  const third = b >> 4 === 0xf ? '' : digit(b >> 4);
  return `MCC ${digit(a & 15)}${digit(a >> 4)}${digit(b & 15)} MNC ${digit(c & 15)}${digit(c >> 4)}${third}`;
}

/** Applications by the beginning of their AID (ETSI TS 101 220 Annex E, GlobalPlatform, SGP.02 Annex H), the longest first. */
const applications: readonly (readonly [prefix: string, name: Said])[] = [
  ['A0000005591010FFFFFFFF8900000100', 'ISD-R'],
  ['A0000005591010FFFFFFFF8900000200', 'ECASD'],
  ['A0000005591010FFFFFFFF8900050500', say('ISD-R of a 5ber card')],
  ['A0000005591010000000008900000300', say('ISD-R of an eSIM.me card')],
  ['A0000005591010FFFFFFFF8900000177', say('ISD-R of an Xesim card')],
  ['A0000005591010FFFFFFFF89', 'ISD-P'],
  ['A0000001510000', say('Issuer security domain')],
  ['A00000015153504341534400', 'CASD'],
  ['A00000015141434C00', say('Access rules application (ARA-M)')],
  ['A0000000871002', 'USIM'],
  ['A0000000871004', 'ISIM'],
  ['A0000003431002', 'CSIM'],
  ['A0000000090001', 'SIM'],
  ['A000000063504B43532D3135', 'PKCS #15'],
  ['A000000559', 'GSM Association'],
  ['A000000087', '3GPP'],
  ['A000000151', 'GlobalPlatform'],
  ['A000000343', '3GPP2'],
  ['A000000009', 'ETSI'],
];

export function aidText(aid: Uint8Array): Said | undefined {
  const hex = toHex(aid);
  return applications.find(([prefix]) => hex.startsWith(prefix))?.[1];
}

/** Files by their identifier (ETSI TS 102 221 §13, 3GPP TS 31.102 §4). */
const files: Readonly<Record<string, Said>> = {
  '3F00': 'MF',
  '2F00': 'EF.DIR',
  '2F05': 'EF.PL',
  '2F06': 'EF.ARR',
  '2F08': 'EF.UMPC',
  '2FE2': 'EF.ICCID',
  '7F10': 'DF.TELECOM',
  '7F20': 'DF.GSM',
  '7F25': 'DF.CDMA',
  '7FFF': say('the present ADF'),
  '5F3A': 'DF.PHONEBOOK',
  '5FC0': 'DF.5GS',
  '6F05': 'EF.LI',
  '6F06': 'EF.ARR',
  '6F07': 'EF.IMSI',
  '6F08': 'EF.Keys',
  '6F09': 'EF.KeysPS',
  '6F31': 'EF.HPPLMN',
  '6F38': 'EF.UST',
  '6F3A': 'EF.ADN',
  '6F3C': 'EF.SMS',
  '6F3E': 'EF.GID1',
  '6F3F': 'EF.GID2',
  '6F40': 'EF.MSISDN',
  '6F42': 'EF.SMSP',
  '6F46': 'EF.SPN',
  '6F56': 'EF.EST',
  '6F5B': 'EF.START-HFN',
  '6F5C': 'EF.THRESHOLD',
  '6F60': 'EF.PLMNwAcT',
  '6F61': 'EF.OPLMNwAcT',
  '6F62': 'EF.HPLMNwAcT',
  '6F73': 'EF.PSLOCI',
  '6F78': 'EF.ACC',
  '6F7B': 'EF.FPLMN',
  '6F7E': 'EF.LOCI',
  '6FAD': 'EF.AD',
  '6FB7': 'EF.ECC',
  '6FC4': 'EF.NETPAR',
  '6FE3': 'EF.EPSLOCI',
  '6FE4': 'EF.EPSNSC',
};

/** Two bytes: the file's name; more of them: a path. */
export function filesText(ids: Uint8Array): Said | undefined {
  if (ids.length === 0 || ids.length % 2 !== 0) return undefined;
  const hex = toHex(ids);
  return listed(
    (hex.match(/.{4}/g) ?? []).map((id) => files[id] ?? id),
    ' / ',
  );
}

export function iccidText(bytes: Uint8Array): string {
  return groupDigits(swappedDigits(bytes));
}
