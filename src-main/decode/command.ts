/** The header of a command APDU in words (ISO 7816-4 §5, ETSI TS 102 221 §10.1 and §11, GlobalPlatform Card Specification §11). */

import type { TraceNode } from '../../src-shared/model/trace.ts';
import type { DecodePhrase } from '../../src-shared/texts/decode-words.ts';
import { type At, makeNode } from './describe.ts';
import { byteCount, listed, type Said, say } from './said.ts';

interface Instruction {
  readonly name: string;
  readonly section: string;
  /** What P1 and P2 say. */
  readonly p1?: (p1: number, p2: number) => Said | undefined;
  readonly p2?: (p2: number, p1: number) => Said | undefined;
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0').toUpperCase();

type Words = Readonly<Record<number, DecodePhrase>>;

/** The word of a number, where it has one. */
const wordOf = (words: Words, number: number): Said | undefined => {
  const phrase = words[number];
  return phrase === undefined ? undefined : say(phrase);
};

const ts102221 = (section: string) => `ETSI TS 102 221 §${section}`;

const selectBy: Words = {
  0: 'by file identifier',
  1: 'child DF of the present DF',
  3: 'parent DF of the present DF',
  4: 'by AID',
  8: 'by path from the MF',
  9: 'by path from the present DF',
};
const selectAnswer: Words = {
  0: 'FCI wanted',
  4: 'FCP wanted',
  12: 'no data wanted',
};
const occurrence: Words = {
  0: 'first or only',
  1: 'last',
  2: 'next',
  3: 'previous',
};
const statusWanted: Words = {
  0: 'as in SELECT',
  1: 'AID of the present application',
  12: 'no data wanted',
};
const statusSaid: Words = [
  'no indication',
  'application is initialised in the terminal',
  'terminal ends the application',
];
const recordMode: Words = {
  2: 'next record',
  3: 'previous record',
  4: 'absolute',
};

const sfiOf = (byte: number): Said => (byte & 0x80 ? `SFI ${byte & 0x1f}` : say('offset, high part'));
const offsetOf = (p2: number, p1: number) =>
  say('offset {number}', { number: p1 & 0x80 ? p2 : (p1 << 8) | p2 });
const pinOf = (p2: number) => say('key reference {key}', { key: hex(p2) });
const recordP2 = (p2: number) =>
  listed([say(recordMode[p2 & 7] ?? 'other mode'), ...(p2 >> 3 === 0 ? [] : [`SFI ${p2 >> 3}`])]);
const binary = (name: string, section: string): Instruction => ({ name, section, p1: sfiOf, p2: offsetOf });
const record = (name: string, section: string): Instruction => ({
  name,
  section,
  p1: (p1) => say('record {number}', { number: p1 }),
  p2: recordP2,
});

const instructions: Readonly<Record<number, Instruction>> = {
  4: { name: 'DEACTIVATE FILE', section: ts102221('11.1.14') },
  16: { name: 'TERMINAL PROFILE', section: ts102221('11.2.1') },
  18: { name: 'FETCH', section: ts102221('11.2.3') },
  20: { name: 'TERMINAL RESPONSE', section: ts102221('11.2.4') },
  32: { name: 'VERIFY PIN', section: ts102221('11.1.9'), p2: pinOf },
  36: { name: 'CHANGE PIN', section: ts102221('11.1.10'), p2: pinOf },
  38: { name: 'DISABLE PIN', section: ts102221('11.1.11'), p2: pinOf },
  40: { name: 'ENABLE PIN', section: ts102221('11.1.12'), p2: pinOf },
  44: { name: 'UNBLOCK PIN', section: ts102221('11.1.13'), p2: pinOf },
  50: { name: 'INCREASE', section: ts102221('11.1.8') },
  68: { name: 'ACTIVATE FILE', section: ts102221('11.1.15') },
  80: { name: 'INITIALIZE UPDATE', section: 'GlobalPlatform Card Specification §D.4.1' },
  112: {
    name: 'MANAGE CHANNEL',
    section: ts102221('11.1.17'),
    p1: (p1) => (p1 === 0 ? say('open') : p1 === 0x80 ? say('close') : undefined),
    p2: (p2, p1) =>
      p1 === 0 && p2 === 0 ? say('the card chooses the channel') : say('channel {number}', { number: p2 }),
  },
  115: { name: 'MANAGE SECURE CHANNEL', section: ts102221('11.1.20') },
  117: { name: 'TRANSACT DATA', section: ts102221('11.1.21') },
  118: { name: 'SUSPEND UICC', section: ts102221('11.1.22') },
  120: { name: 'GET IDENTITY', section: ts102221('11.1.23') },
  130: { name: 'EXTERNAL AUTHENTICATE', section: 'ISO 7816-4 §11.5.4' },
  132: { name: 'GET CHALLENGE', section: ts102221('11.1.18') },
  136: { name: 'AUTHENTICATE', section: ts102221('11.1.16') },
  137: { name: 'AUTHENTICATE', section: ts102221('11.1.16') },
  162: { name: 'SEARCH RECORD', section: ts102221('11.1.7') },
  164: {
    name: 'SELECT',
    section: ts102221('11.1.1'),
    p1: (p1) => wordOf(selectBy, p1),
    p2: (p2, p1) => {
      const answer = wordOf(selectAnswer, p2 & 0x0c);
      const which = p1 === 4 ? wordOf(occurrence, p2 & 3) : undefined;
      return which === undefined || answer === undefined ? (answer ?? which) : listed([which, answer], '; ');
    },
  },
  170: { name: 'TERMINAL CAPABILITY', section: ts102221('11.1.19') },
  176: binary('READ BINARY', ts102221('11.1.3')),
  178: record('READ RECORD', ts102221('11.1.5')),
  192: { name: 'GET RESPONSE', section: ts102221('11.1.1, 7.3.1.1.2') },
  194: { name: 'ENVELOPE', section: ts102221('11.2.2') },
  202: { name: 'GET DATA', section: 'GlobalPlatform Card Specification §11.3' },
  203: { name: 'RETRIEVE DATA', section: ts102221('11.3.1') },
  214: binary('UPDATE BINARY', ts102221('11.1.4')),
  216: { name: 'PUT KEY', section: 'GlobalPlatform Card Specification §11.8' },
  219: { name: 'SET DATA', section: ts102221('11.3.2') },
  220: record('UPDATE RECORD', ts102221('11.1.6')),
  224: { name: 'CREATE FILE', section: 'ETSI TS 102 222 §6.3' },
  226: {
    name: 'STORE DATA',
    section: 'SGP.22 v2.5 §5.7.2; GlobalPlatform Card Specification §11.11',
    p1: (p1) =>
      listed([
        say(p1 & 0x80 ? 'last block' : 'more blocks follow'),
        ...((p1 & 0x18) === 0x10 ? ['BER-TLV'] : []),
        ...(p1 & 1 ? [say('may answer with data')] : []),
      ]),
    p2: (p2) => say('block {number}', { number: p2 }),
  },
  228: { name: 'DELETE', section: 'GlobalPlatform Card Specification §11.2' },
  230: { name: 'INSTALL', section: 'GlobalPlatform Card Specification §11.5' },
  232: { name: 'LOAD', section: 'GlobalPlatform Card Specification §11.6' },
  240: { name: 'SET STATUS', section: 'GlobalPlatform Card Specification §11.10' },
  242: {
    name: 'STATUS',
    section: ts102221('11.1.2'),
    p1: (p1) => wordOf(statusSaid, p1),
    p2: (p2) => wordOf(statusWanted, p2),
  },
};

export function instructionText(ins: number): string | undefined {
  return instructions[ins]?.name;
}

export function instructionSection(ins: number): string | undefined {
  return instructions[ins]?.section;
}

/** The logical channel of a class byte (ISO 7816-4 §5.4.1: two codings). */
export function channelOf(cla: number): number {
  return cla & 0x40 ? 4 + (cla & 0x0f) : cla & 0x03;
}

/** `channel 1, no secure messaging`; what belongs to GlobalPlatform and ETSI says so. */
function classText(cla: number): Said {
  if (cla === 0xff) return say('no class: reserved for the interface (PPS)');
  if (cla === 0xa0) return listed(['GSM (3GPP TS 51.011)', say('channel {number}', { number: 0 })]);
  const secure = cla & 0x40 ? (cla & 0x20) !== 0 : (cla & 0x0c) !== 0;
  return listed([
    cla & 0x80 ? say('ETSI or GlobalPlatform') : 'ISO 7816-4',
    say('channel {number}', { number: channelOf(cla) }),
    say(secure ? 'secure messaging' : 'no secure messaging'),
    ...((cla & 0x90) === 0x10 ? [say('more commands of the chain follow')] : []),
  ]);
}

/** Where the data field of a command lies, and its Lc and Le (ISO 7816-4 §5.1, short and extended; T=0 leaves Le out). */
export interface CommandLayout {
  /** Of Lc: [from, to); absent where there is none. */
  readonly lc?: readonly [from: number, to: number];
  readonly data?: readonly [from: number, to: number];
  readonly le?: readonly [from: number, to: number];
  /** As many bytes are announced. */
  readonly announced?: number;
}

export function layoutOf(command: Uint8Array): CommandLayout {
  const { length } = command;
  const third = command[4];
  if (third === undefined) return {};
  if (length === 5) return { le: [4, 5] };
  if (third === 0 && length >= 7) {
    const announced = ((command[5] ?? 0) << 8) | (command[6] ?? 0);
    if (length === 7) return { le: [4, 7] };
    const end = 7 + announced;
    if (end === length || end + 2 === length)
      return {
        lc: [4, 7],
        data: [7, end],
        announced,
        ...(end < length ? { le: [end, length] as const } : {}),
      };
  }
  const end = Math.min(length, 5 + third);
  return {
    lc: [4, 5],
    ...(end > 5 ? { data: [5, end] as const } : {}),
    announced: third,
    ...(end + 1 === length ? { le: [end, length] as const } : {}),
  };
}

/** Header, length fields and what each says. `bytes`: the whole command, of the source's memory. */
export function commandHeader(bytes: Uint8Array, top: At): TraceNode {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3] = bytes;
  const known = instructions[ins];
  const at: At = { ...top, section: known?.section ?? 'ISO 7816-4 §5.1' };
  const part = (label: string, from: number, to: number, value: Said | undefined): TraceNode[] => {
    const raw = bytes.subarray(from, to);
    return raw.length === 0 ? [] : [makeNode(at, { label, raw, value }, raw)];
  };
  const layout = layoutOf(bytes);
  const { lc, data, le, announced = 0 } = layout;
  const found = data === undefined ? 0 : data[1] - data[0];
  const lengths = [
    ...(lc === undefined ? [] : part('Lc', lc[0], lc[1], byteCount(announced))),
    ...(le === undefined
      ? []
      : part(lc === undefined && ins !== 0x12 ? 'P3' : 'Le', le[0], le[1], leText(bytes.subarray(...le)))),
  ];
  const texts = `CLA ${hex(cla)}  INS ${hex(ins)}  P1 ${hex(p1)}  P2 ${hex(p2)}${p3 === undefined ? '' : `  P3 ${hex(p3)}`}`;
  const end = Math.max(4, lc?.[1] ?? le?.[1] ?? 4);
  return makeNode(at, {
    label: say('header'),
    raw: bytes.subarray(0, Math.min(end, bytes.length)),
    value: known === undefined ? texts : `${known.name}: ${texts}`,
    ...(found === announced ? {} : { remarks: [{ code: 'length_wrong', params: { announced, found } }] }),
    children: [
      ...part('CLA', 0, 1, classText(cla)),
      ...part('INS', 1, 2, known?.name ?? say('not known')),
      ...part('P1', 2, 3, known?.p1?.(p1, p2)),
      ...part('P2', 3, 4, known?.p2?.(p2, p1)),
      ...lengths,
    ],
  });
}

function leText(le: Uint8Array): Said {
  const value = le.reduce((sum, byte) => sum * 256 + byte, 0);
  if (value === 0) return say(le.length === 1 ? 'up to 256 bytes' : 'up to 65536 bytes');
  return byteCount(value);
}
