/** Command and response APDUs (ISO/IEC 7816-4 §5, ETSI TS 102 221 §10). */

import { concatBytes, toHex } from '../../src-shared/bytes.ts';
import type { Phrase } from '../../src-shared/errors/phrases.ts';
import type { Protocol } from './port.ts';

export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Up to 255 bytes. */
  readonly data?: Uint8Array;
  /** Bytes that are expected, 1 to 256; absent where none are. */
  readonly le?: number;
}

export interface Response {
  readonly data: Uint8Array;
  /** Status word, as 0x9000. */
  readonly sw: number;
}

/**
 * The bytes of a short command APDU, or with T=0 those of the command TPDU that carries it (ISO/IEC 7816-3 §12.2): Le is
 * left out behind command data (case 4), and P3 = 00 follows the header where there is neither (case 1). Some readers
 * would map the APDU themselves, and others pass it on as it is; both serve the TPDU.
 */
export function encodeCommand(command: Command, protocol: Protocol = 'T=1'): Uint8Array {
  const { cla, ins, p1, p2, data, le } = command;
  const header = Uint8Array.of(cla, ins, p1, p2);
  const leBytes = le === undefined ? [] : [le & 0xff];
  if (data === undefined || data.length === 0)
    return concatBytes(header, Uint8Array.from(protocol === 'T=0' && le === undefined ? [0] : leBytes));
  if (data.length > 255) throw new RangeError('a short APDU carries up to 255 bytes');
  const trailer = Uint8Array.from(protocol === 'T=0' ? [] : leBytes);
  return concatBytes(header, Uint8Array.of(data.length), data, trailer);
}

/** Undefined where the bytes hold no status word. */
export function decodeResponse(bytes: Uint8Array): Response | undefined {
  if (bytes.length < 2) return undefined;
  const at = bytes.length - 2;
  return { data: bytes.subarray(0, at), sw: ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0) };
}

/** A class byte on a logical channel (ETSI TS 102 221 §10.1.1): channels 1 to 3 and 4 to 19 are coded differently. */
export function classOnChannel(cla: 0x00 | 0x80, channel: number): number {
  return channel < 4 ? cla | channel : cla | 0x40 | (channel - 4);
}

/** Any class byte, moved to a logical channel; secure messaging of channels above 3 is coded otherwise and is not kept. */
export function classByteOnChannel(cla: number, channel: number): number {
  return channel < 4 && !(cla & 0x40)
    ? (cla & 0xfc) | channel
    : classOnChannel((cla & 0x80) as 0 | 0x80, channel);
}

/** A command APDU taken apart; `extended`: with lengths of two bytes, and up to 65,535 bytes of data. */
export interface ParsedCommand extends Command {
  readonly extended: boolean;
}

/** Takes the bytes of a command APDU apart (ISO/IEC 7816-4 §5.1, cases 1 to 4, short and extended), or says why they are none. */
export function parseCommand(bytes: Uint8Array): ParsedCommand | { readonly reason: string } {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, third = 0, high = 0, low = 0] = bytes;
  const { length } = bytes;
  const header = { cla, ins, p1, p2 };
  if (length < 4) return { reason: 'a header has 4 bytes' };
  if (cla === 0xff) return { reason: 'class FF is reserved' };
  if ((ins & 0xf0) === 0x60 || (ins & 0xf0) === 0x90)
    return { reason: 'instructions 6X and 9X are reserved' };
  if (length === 4) return { ...header, extended: false };
  if (length === 5) return { ...header, le: third || 256, extended: false };
  if (third !== 0) {
    const rest = length - 5 - third;
    if (rest !== 0 && rest !== 1) return { reason: lengthsReason(third, length - 5) };
    const le = rest === 1 ? { le: (bytes[length - 1] ?? 0) || 256 } : {};
    return { ...header, data: bytes.subarray(5, 5 + third), ...le, extended: false };
  }
  if (length < 7) return { reason: 'Lc is 00, and no extended length follows' };
  const announced = (high << 8) | low;
  if (length === 7) return { ...header, le: announced || 65_536, extended: true };
  const rest = length - 7 - announced;
  if (announced === 0 || (rest !== 0 && rest !== 2)) return { reason: lengthsReason(announced, length - 7) };
  const expected = ((bytes[length - 2] ?? 0) << 8) | (bytes[length - 1] ?? 0);
  const le = rest === 2 ? { le: expected || 65_536 } : {};
  return { ...header, data: bytes.subarray(7, 7 + announced), ...le, extended: true };
}

const lengthsReason = (announced: number, found: number) =>
  `Lc announces ${announced} bytes, and ${found} follow with Le`;

export function swText(sw: number): string {
  return toHex(Uint8Array.of(sw >> 8, sw & 0xff));
}

const exact: ReadonlyMap<number, Phrase> = new Map<number, Phrase>([
  [0x6200, 'no information given'],
  [0x6283, 'selected file invalidated'],
  [0x6300, 'no information given, state changed'],
  [0x6400, 'no information given, state unchanged'],
  [0x6500, 'no information given, memory changed'],
  [0x6581, 'memory problem'],
  [0x6601, 'security issue, or a block too large'],
  [0x6700, 'wrong length'],
  [0x6881, 'logical channel not supported'],
  [0x6882, 'secure messaging not supported'],
  [0x6982, 'security status not satisfied'],
  [0x6983, 'authentication method blocked'],
  [0x6985, 'conditions of use not satisfied'],
  [0x6986, 'command not allowed'],
  [0x6999, 'applet selection failed'],
  [0x6a80, 'incorrect data'],
  [0x6a81, 'function not supported'],
  [0x6a82, 'file or application not found'],
  [0x6a83, 'record not found'],
  [0x6a84, 'not enough memory'],
  [0x6a86, 'incorrect P1 or P2'],
  [0x6a88, 'referenced data not found'],
  [0x6d00, 'instruction not supported'],
  [0x6e00, 'class not supported'],
  [0x6f00, 'technical problem'],
  [0x9000, 'normal ending'],
  [0x9300, 'SIM application toolkit is busy'],
]);

/** What a status word means, in a few words. */
export function swMeaning(sw: number): Phrase {
  const known = exact.get(sw);
  if (known !== undefined) return known;
  switch (sw >> 8) {
    case 0x61:
      return 'more data available';
    case 0x6c:
      return 'wrong length expected';
    case 0x91:
      return 'normal ending, with a proactive command';
    case 0x62:
    case 0x63:
      return 'warning';
    case 0x68:
      return 'function in the class byte not supported';
    case 0x69:
      return 'command not allowed';
    case 0x6a:
      return 'wrong parameters';
    default:
      return 'not specified';
  }
}
