/** The header of a command APDU in words (ISO 7816-4 §5, ETSI TS 102 221 §10.1 and §11, GlobalPlatform Card Specification §11). */

import type { TraceNode } from '../../src-shared/model/trace.ts';
import { type At, makeNode } from './describe.ts';
import { byteCount } from './numbers.ts';

interface Instruction {
  readonly name: string;
  readonly section: string;
  /** What P1 and P2 say. */
  readonly p1?: (p1: number, p2: number) => string | undefined;
  readonly p2?: (p2: number, p1: number) => string | undefined;
}

const ts102221 = (section: string) => `ETSI TS 102 221 §${section}`;

const selectBy: Readonly<Record<number, string>> = {
  0: 'by file identifier',
  1: 'child DF of the present DF',
  3: 'parent DF of the present DF',
  4: 'by AID',
  8: 'by path from the MF',
  9: 'by path from the present DF',
};
const selectAnswer: Readonly<Record<number, string>> = {
  0: 'FCI wanted',
  4: 'FCP wanted',
  12: 'no data wanted',
};
const occurrence: Readonly<Record<number, string>> = {
  0: 'first or only',
  1: 'last',
  2: 'next',
  3: 'previous',
};
const statusWanted: Readonly<Record<number, string>> = {
  0: 'as in SELECT',
  1: 'AID of the present application',
  12: 'no data wanted',
};
const recordMode: Readonly<Record<number, string>> = {
  2: 'next record',
  3: 'previous record',
  4: 'absolute',
};

const sfiOf = (byte: number) => (byte & 0x80 ? `SFI ${byte & 0x1f}` : 'offset, high part');
const offsetOf = (p2: number, p1: number) => `offset ${p1 & 0x80 ? p2 : (p1 << 8) | p2}`;
const pinOf = (p2: number) => `key reference ${p2.toString(16).toUpperCase().padStart(2, '0')}`;
const recordP2 = (p2: number) =>
  `${recordMode[p2 & 7] ?? 'other mode'}${p2 >> 3 === 0 ? '' : `, SFI ${p2 >> 3}`}`;
const binary = (name: string, section: string): Instruction => ({ name, section, p1: sfiOf, p2: offsetOf });
const record = (name: string, section: string): Instruction => ({
  name,
  section,
  p1: (p1) => `record ${p1}`,
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
    p1: (p1) => (p1 === 0 ? 'open' : p1 === 0x80 ? 'close' : undefined),
    p2: (p2, p1) => (p1 === 0 && p2 === 0 ? 'the card chooses the channel' : `channel ${p2}`),
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
    p1: (p1) => selectBy[p1],
    p2: (p2, p1) => {
      const answer = selectAnswer[p2 & 0x0c];
      return p1 === 4 ? `${occurrence[p2 & 3]}; ${answer}` : answer;
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
      `${p1 & 0x80 ? 'last block' : 'more blocks follow'}${(p1 & 0x18) === 0x10 ? ', BER-TLV' : ''}${p1 & 1 ? ', may answer with data' : ''}`,
    p2: (p2) => `block ${p2}`,
  },
  228: { name: 'DELETE', section: 'GlobalPlatform Card Specification §11.2' },
  230: { name: 'INSTALL', section: 'GlobalPlatform Card Specification §11.5' },
  232: { name: 'LOAD', section: 'GlobalPlatform Card Specification §11.6' },
  240: { name: 'SET STATUS', section: 'GlobalPlatform Card Specification §11.10' },
  242: {
    name: 'STATUS',
    section: ts102221('11.1.2'),
    p1: (p1) =>
      ['no indication', 'application is initialised in the terminal', 'terminal ends the application'][p1],
    p2: (p2) => statusWanted[p2],
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
export function classText(cla: number): string {
  if (cla === 0xff) return 'no class: reserved for the interface (PPS)';
  if (cla === 0xa0) return 'GSM (3GPP TS 51.011), channel 0';
  const secure = cla & 0x40 ? (cla & 0x20) !== 0 : (cla & 0x0c) !== 0;
  return [
    cla & 0x80 ? 'ETSI or GlobalPlatform' : 'ISO 7816-4',
    `channel ${channelOf(cla)}`,
    secure ? 'secure messaging' : 'no secure messaging',
    ...((cla & 0x90) === 0x10 ? ['more commands of the chain follow'] : []),
  ].join(', ');
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

const hex = (byte: number) => byte.toString(16).padStart(2, '0').toUpperCase();

/** Header, length fields and what each says. `bytes`: the whole command, of the source's memory. */
export function commandHeader(bytes: Uint8Array, top: At): TraceNode {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3] = bytes;
  const known = instructions[ins];
  const at: At = { ...top, section: known?.section ?? 'ISO 7816-4 §5.1' };
  const part = (label: string, from: number, to: number, value: string | undefined): TraceNode[] => {
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
    label: 'header',
    raw: bytes.subarray(0, Math.min(end, bytes.length)),
    value: known === undefined ? texts : `${known.name}: ${texts}`,
    ...(found === announced ? {} : { remarks: [{ code: 'length_wrong', params: { announced, found } }] }),
    children: [
      ...part('CLA', 0, 1, classText(cla)),
      ...part('INS', 1, 2, known?.name ?? 'not known'),
      ...part('P1', 2, 3, known?.p1?.(p1, p2)),
      ...part('P2', 3, 4, known?.p2?.(p2, p1)),
      ...lengths,
    ],
  });
}

function leText(le: Uint8Array): string {
  const value = le.reduce((sum, byte) => sum * 256 + byte, 0);
  if (value === 0) return le.length === 1 ? 'up to 256 bytes' : 'up to 65536 bytes';
  return byteCount(value);
}
