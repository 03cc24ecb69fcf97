/** Command and response APDUs (ISO/IEC 7816-4 §5, ETSI TS 102 221 §10). */

import { concatBytes, toHex } from '../../src-shared/bytes.ts';

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
 * The bytes of a short command APDU.
 * @param withoutLe leaves Le out behind command data, as T=0 wants it (ISO/IEC 7816-3 §12.2.5, case 4)
 */
export function encodeCommand(command: Command, withoutLe = false): Uint8Array {
  const { cla, ins, p1, p2, data, le } = command;
  const header = Uint8Array.of(cla, ins, p1, p2);
  const leByte = le === undefined ? new Uint8Array(0) : Uint8Array.of(le & 0xff);
  if (data === undefined || data.length === 0) return concatBytes(header, leByte);
  if (data.length > 255) throw new RangeError('a short APDU carries up to 255 bytes');
  return concatBytes(header, Uint8Array.of(data.length), data, withoutLe ? new Uint8Array(0) : leByte);
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

export function swText(sw: number): string {
  return toHex(Uint8Array.of(sw >> 8, sw & 0xff));
}

const exact: Readonly<Record<number, string>> = {
  25088: 'no information given',
  25219: 'selected file invalidated',
  25344: 'no information given, state changed',
  25600: 'no information given, state unchanged',
  25856: 'no information given, memory changed',
  25985: 'memory problem',
  26113: 'security issue, or a block too large',
  26368: 'wrong length',
  26753: 'logical channel not supported',
  26754: 'secure messaging not supported',
  27010: 'security status not satisfied',
  27011: 'authentication method blocked',
  27013: 'conditions of use not satisfied',
  27014: 'command not allowed',
  27033: 'applet selection failed',
  27264: 'incorrect data',
  27265: 'function not supported',
  27266: 'file or application not found',
  27267: 'record not found',
  27268: 'not enough memory',
  27270: 'incorrect P1 or P2',
  27272: 'referenced data not found',
  27904: 'instruction not supported',
  28160: 'class not supported',
  28416: 'technical problem',
  36864: 'normal ending',
  37632: 'SIM application toolkit is busy',
};

/** What a status word means, in a few words. */
export function swMeaning(sw: number): string {
  const known = exact[sw];
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
