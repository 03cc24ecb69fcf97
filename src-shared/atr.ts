/** The answer to reset of a card, taken apart (ISO/IEC 7816-3:2006 §8, historical bytes by ISO/IEC 7816-4 §8.1, UICC by ETSI TS 102 221 §6). */

import { fromHex, toHex } from './bytes.ts';

export interface AtrFacts {
  /** How bits stand on the line; TS. */
  readonly convention: 'direct' | 'inverse';
  /** The transmission protocols that the card offers, each once, in its order. Without TD1 that is T=0. */
  readonly protocols: readonly number[];
  /** Clock cycles in a bit, F / D, as TA1 has it or by default; absent where TA1 holds a value that is reserved. */
  readonly cyclesPerBit?: number;
  /** Highest clock, MHz. */
  readonly clockMHz?: number;
  /** Supply voltages of the classes that TA after T=15 names: A 5 V, B 3 V, C 1.8 V. */
  readonly classes?: readonly ('A' | 'B' | 'C')[];
  readonly clockStop?: 'none' | 'low' | 'high' | 'either';
  readonly historical: string;
  /** What the historical bytes say of the card's abilities, where they are COMPACT-TLV. */
  readonly selection?: readonly ('fullName' | 'partialName')[];
  readonly logicalChannels?: number;
  readonly extendedLength?: boolean;
  readonly commandChaining?: boolean;
  /** Readable text of the historical bytes, three characters or more. */
  readonly text?: string;
  /** Whether TCK makes the exclusive or of all zero; `absent` where T=0 alone is offered, which has none. */
  readonly check: 'fits' | 'wrong' | 'missing' | 'absent';
  /** Bytes behind the end. */
  readonly surplus?: string;
}

/** F and highest clock in MHz by the high half of TA1, D by its low half (ISO/IEC 7816-3:2006 tables 7 and 8). */
const frequencies: Readonly<Record<number, readonly [F: number, mhz: number]>> = {
  0: [372, 4],
  1: [372, 5],
  2: [558, 6],
  3: [744, 8],
  4: [1116, 12],
  5: [1488, 16],
  6: [1860, 20],
  9: [512, 5],
  10: [768, 7.5],
  11: [1024, 10],
  12: [1536, 15],
  13: [2048, 20],
};
const divisors: Readonly<Record<number, number>> = {
  1: 1,
  2: 2,
  3: 4,
  4: 8,
  5: 16,
  6: 32,
  7: 64,
  8: 12,
  9: 20,
};
const clockStops = ['none', 'low', 'high', 'either'] as const;

/** The facts of an ATR in hexadecimal; undefined where it is none, or ends before its end. */
export function atrFacts(hex: string): AtrFacts | undefined {
  if (!/^([0-9A-Fa-f]{2}){2,40}$/.test(hex)) return undefined;
  const bytes = fromHex(hex);
  const [ts, t0] = bytes;
  if ((ts !== 0x3b && ts !== 0x3f) || t0 === undefined) return undefined;
  let at = 2;
  let present = t0 >> 4;
  /** Protocol of the group whose bytes come next; the first group belongs to all. */
  let group: number | undefined;
  const protocols: number[] = [];
  let ta1: number | undefined;
  let global: number | undefined;
  for (let index = 1; ; index++) {
    const next = (bit: number) => ((present & bit) === 0 ? undefined : bytes[at++]);
    const ta = next(1);
    next(2);
    next(4);
    const td = next(8);
    if (at > bytes.length) return undefined;
    if (index === 1) ta1 = ta;
    if (group === 15 && global === undefined) global = ta;
    if (td === undefined) break;
    group = td & 0x0f;
    present = td >> 4;
    if (!protocols.includes(group)) protocols.push(group);
  }
  const count = t0 & 0x0f;
  if (at + count > bytes.length) return undefined;
  const historical = bytes.slice(at, at + count);
  at += count;
  const wanted = protocols.some((protocol) => protocol !== 0);
  const checked = wanted ? bytes.slice(1, at + 1).reduce((all, byte) => all ^ byte, 0) : 0;
  const end = wanted ? at + 1 : at;
  const offered = protocols.filter((protocol) => protocol !== 15);
  const rate = ta1 === undefined ? 0x11 : ta1;
  const [F, clockMHz] = frequencies[rate >> 4] ?? [];
  const D = divisors[rate & 0x0f];
  const classBits = (global ?? 0) & 0x3f;
  const classes = (['A', 'B', 'C'] as const).filter((_, bit) => (classBits & (1 << bit)) !== 0);
  const text = readable(historical);
  return {
    convention: ts === 0x3b ? 'direct' : 'inverse',
    protocols: offered.length === 0 ? [0] : offered,
    ...(F === undefined || D === undefined ? {} : { cyclesPerBit: F / D }),
    ...(clockMHz === undefined ? {} : { clockMHz }),
    ...(global === undefined
      ? {}
      : { clockStop: clockStops[global >> 6] ?? 'none', ...(classes.length === 0 ? {} : { classes }) }),
    historical: toHex(historical),
    ...abilities(historical),
    ...(text === undefined ? {} : { text }),
    check: !wanted ? 'absent' : bytes.length <= at ? 'missing' : checked === 0 ? 'fits' : 'wrong',
    ...(bytes.length > end ? { surplus: toHex(bytes.slice(end)) } : {}),
  };
}

type Abilities = Pick<AtrFacts, 'selection' | 'logicalChannels' | 'extendedLength' | 'commandChaining'>;

/** Card service data (tag 3) and card capabilities (tag 7) of historical bytes of category 80 or 00 (ISO/IEC 7816-4 §8.1.1). */
function abilities(historical: Uint8Array): Abilities {
  const category = historical[0];
  if (category !== 0x80 && category !== 0x00) return {};
  // The status indicator of category 00 is its last three bytes.
  const end = category === 0x00 ? historical.length - 3 : historical.length;
  const out: { -readonly [K in keyof Abilities]: Abilities[K] } = {};
  for (let at = 1; at < end; ) {
    const tag = (historical[at] ?? 0) >> 4;
    const length = (historical[at] ?? 0) & 0x0f;
    const value = historical.slice(at + 1, at + 1 + length);
    at += 1 + length;
    if (at > end) break;
    if (tag === 3 && length === 1) {
      const service = value[0] ?? 0;
      out.selection = [
        ...((service & 0x80) === 0 ? [] : (['fullName'] as const)),
        ...((service & 0x40) === 0 ? [] : (['partialName'] as const)),
      ];
    } else if (tag === 7 && length === 3) {
      const third = value[2] ?? 0;
      out.commandChaining = (third & 0x80) !== 0;
      out.extendedLength = (third & 0x40) !== 0;
      // Where nobody assigns them there is the basic channel alone; 8 means 8 or more (table 88).
      out.logicalChannels = (third & 0x18) === 0 ? 1 : (third & 0x07) + 1;
    }
  }
  return out;
}

function readable(bytes: Uint8Array): string | undefined {
  const runs = String.fromCharCode(...bytes).match(/[\x20-\x7e]{3,}/g);
  return runs?.join(' ');
}
