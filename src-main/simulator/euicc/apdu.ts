/** Command APDUs as they come, and the status words of the answers (ISO/IEC 7816-4, ETSI TS 102 221). */

export const SW = {
  ok: 0x9000,
  memoryFailure: 0x6581,
  wrongLength: 0x6700,
  channelNotSupported: 0x6881,
  secureMessagingNotSupported: 0x6882,
  chainingNotSupported: 0x6884,
  securityStatus: 0x6982,
  conditionsNotSatisfied: 0x6985,
  commandNotAllowed: 0x6986,
  wrongData: 0x6a80,
  functionNotSupported: 0x6a81,
  notFound: 0x6a82,
  notEnoughMemory: 0x6a84,
  wrongP1P2: 0x6a86,
  referencedDataNotFound: 0x6a88,
  wrongInstruction: 0x6d00,
  wrongClass: 0x6e00,
  noPreciseDiagnosis: 0x6f00,
} as const;

/** Thrown by whatever serves a command: the answer is the status word alone. */
export class StatusWord extends Error {
  readonly sw: number;
  constructor(sw: number) {
    super(`status word ${sw.toString(16).toUpperCase()}`);
    this.sw = sw;
  }
}

/** Thrown by whatever serves a command: there is no answer, since the card loses power at this very point. */
export class PowerLoss extends Error {}

export interface CommandApdu {
  readonly cla: number;
  /** Logical channel of the class byte. */
  readonly channel: number;
  /** Class byte without the channel: 0x00 interindustry, 0x80 proprietary. */
  readonly family: 0x00 | 0x80;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Bytes expected, 1 to 256; undefined where the command has no Le. */
  readonly le: number | undefined;
}

/**
 * Class byte (ISO/IEC 7816-4 §5.4.1): 0X and 8X carry channels 0 to 3, 4X and CX channels 4 to 19. Throws a StatusWord.
 */
function parseClass(cla: number): { channel: number; family: 0x00 | 0x80 } {
  const family = cla & 0x80 ? 0x80 : 0x00;
  const low = cla & 0x7f;
  if (low & 0x40) {
    if (low & 0x20) throw new StatusWord(SW.secureMessagingNotSupported);
    if (low & 0x10) throw new StatusWord(SW.chainingNotSupported);
    return { channel: 4 + (low & 0x0f), family };
  }
  // 2X, 3X, AX and BX are reserved.
  if (low & 0x20) throw new StatusWord(SW.wrongClass);
  if (low & 0x0c) throw new StatusWord(SW.secureMessagingNotSupported);
  if (low & 0x10) throw new StatusWord(SW.chainingNotSupported);
  return { channel: low & 0x03, family };
}

/** Reads a short command APDU. Throws a StatusWord: 6700 for what is none, 6E00, 6882 or 6884 for its class. */
export function parseCommand(bytes: Uint8Array): CommandApdu {
  const [cla, ins, p1, p2, p3] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined)
    throw new StatusWord(SW.wrongLength);
  if (cla === 0xff) throw new StatusWord(SW.wrongClass);
  const { channel, family } = parseClass(cla);
  const head = { cla, channel, family, ins, p1, p2 };
  if (p3 === undefined) return { ...head, data: new Uint8Array(0), le: undefined };
  if (bytes.length === 5) return { ...head, data: new Uint8Array(0), le: p3 || 256 };
  // P3 of 00 with more bytes would be the extended form, which the ATR does not offer.
  if (p3 === 0) throw new StatusWord(SW.wrongLength);
  const data = bytes.subarray(5, 5 + p3);
  const rest = bytes.length - 5 - p3;
  if (data.length !== p3 || rest > 1) throw new StatusWord(SW.wrongLength);
  return { ...head, data, le: rest === 0 ? undefined : (bytes[5 + p3] ?? 0) || 256 };
}

/** Data and status word as they travel. */
export function response(data: Uint8Array, sw: number): Uint8Array {
  const out = new Uint8Array(data.length + 2);
  out.set(data);
  out[data.length] = sw >> 8;
  out[data.length + 1] = sw & 0xff;
  return out;
}
