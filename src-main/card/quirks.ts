/**
 * Cards with habits of their own: a row each, by the beginning of the ATR or of the EID. What is found out about a
 * card while it is used is remembered beside these rows, under the names of `LearnedQuirk`.
 */

export interface Quirks {
  /** ISD-R application identifiers to try, in order. */
  readonly isdrAids: readonly string[];
  /** Offer T=0 alone. */
  readonly onlyT0: boolean;
  /** Leave the logical channels alone and use the basic one. */
  readonly basicChannel: boolean;
  /** Bytes of one STORE DATA block, up to 255. */
  readonly blockSize: number;
  /** Enable and disable without the refresh flag; the card is reset instead. */
  readonly noRefresh: boolean;
  /** Name a profile by its ISD-P AID in place of the ICCID. */
  readonly byIsdpAid: boolean;
}

/** The ISD-R of SGP.22 v2.5 §4.1.1 first, then those of cards that go their own way. */
export const knownIsdrAids: readonly string[] = [
  'A0000005591010FFFFFFFF8900000100',
  'A0000005591010FFFFFFFF8900050500', // DEVIATION: 5ber
  'A0000005591010000000008900000300', // DEVIATION: eSIM.me
  'A0000005591010FFFFFFFF8900000177', // DEVIATION: Xesim
  'A06573746B6D65FFFFFFFF4953442D52', // DEVIATION: eSTK.me
];

export const standardQuirks: Quirks = {
  isdrAids: knownIsdrAids,
  onlyT0: false,
  basicChannel: false,
  blockSize: 255,
  noRefresh: false,
  byIsdpAid: false,
};

interface QuirkRow {
  readonly atrPrefix?: string;
  readonly eidPrefix?: string;
  readonly quirks: Partial<Quirks>;
}

/** A row needs a card that was seen to behave so; none has been in our hands yet that the fall-backs do not serve. */
const rows: readonly QuirkRow[] = [];

/** What the fall-backs find out, as it is stored with a card. */
export type LearnedQuirk =
  | 'basic_channel'
  | 'no_refresh'
  | 'by_isdp_aid'
  | `store_data_block_${number}`
  | `isdr_${string}`;

/** The quirks of a card: standard, then the rows that fit, then what was learned. */
export function quirksFor(card: {
  readonly atr?: string;
  readonly eid?: string;
  readonly learned?: readonly string[];
}): Quirks {
  let quirks = standardQuirks;
  for (const row of rows) {
    const fits =
      (row.atrPrefix !== undefined && card.atr?.startsWith(row.atrPrefix)) ||
      (row.eidPrefix !== undefined && card.eid?.startsWith(row.eidPrefix));
    if (fits) quirks = { ...quirks, ...row.quirks };
  }
  for (const name of card.learned ?? []) quirks = { ...quirks, ...learned(name, quirks) };
  return quirks;
}

function learned(name: string, quirks: Quirks): Partial<Quirks> {
  if (name === 'basic_channel') return { basicChannel: true };
  if (name === 'no_refresh') return { noRefresh: true };
  if (name === 'by_isdp_aid') return { byIsdpAid: true };
  const block = /^store_data_block_(\d+)$/.exec(name)?.[1];
  if (block !== undefined) return { blockSize: Math.min(255, Math.max(16, Number(block))) };
  const aid = /^isdr_([0-9A-F]{10,32})$/.exec(name)?.[1];
  if (aid !== undefined) return { isdrAids: [aid, ...quirks.isdrAids.filter((one) => one !== aid)] };
  return {};
}
