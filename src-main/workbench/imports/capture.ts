/** Captures with APDUs as GSMTAP (osmocom, gsmtap.h) and HTTP beside them, as this workbench, simtrace2 and Wireshark write them. */

import { parseCommand } from '../../card/apdu.ts';
import { readCapture } from './capture-file.ts';
import { HttpStreams } from './http-streams.ts';
import { datagramOf } from './packets.ts';
import { Purposes } from './purposes.ts';
import { type Exchange, Exchanges, type ReadOptions, type Recording } from './recording.ts';

const gsmtapPort = 4729;
const simType = 4;

/** The APDU with its answer in a GSMTAP packet of type SIM; undefined for ATRs, PPS, and what is no GSMTAP. */
function simPayload(bytes: Buffer): Buffer | undefined {
  const [version, words = 0, type] = bytes;
  if (bytes.length < 16 || version !== 2 || type !== simType || words < 4) return undefined;
  const subtype = bytes[12];
  return subtype === 0 ? bytes.subarray(4 * words) : undefined;
}

/** Instructions whose data comes from the card (ETSI TS 102 221 §10.1.2, GlobalPlatform): P3 is what is expected. */
const answering: ReadonlySet<number> = new Set([0x12, 0x84, 0xb0, 0xb2, 0xc0, 0xca, 0xf2]);

interface Pair {
  readonly command: Buffer;
  readonly response: Buffer | undefined;
}

/** This workbench's own export says where the answer begins. */
const toldLengths = /^APDU: (\d{1,6}) bytes of command, (\d{1,6}) of answer$/m;

/** A packet has the answer right behind its command; where it begins follows from the instruction. Undefined where neither fits. */
function pairOf(bytes: Buffer, comment: string): Pair | undefined {
  const [, told, answer = '0'] = toldLengths.exec(comment) ?? [];
  if (told !== undefined) {
    const [end, size] = [Number(told), Number(answer)];
    if (end + size <= bytes.length)
      return {
        command: bytes.subarray(0, end),
        response: size === 0 ? undefined : bytes.subarray(end, end + size),
      };
  }
  if (bytes.length < 6) return undefined;
  const [, ins = 0, p1 = 0, , p3 = 0] = bytes;
  // MANAGE CHANNEL that opens one is answered with its number.
  const asks = answering.has(ins) || (ins === 0x70 && p1 === 0);
  let end = asks ? 5 : 5 + p3;
  // Not a whole command: the card has refused the header, and its data was not sent.
  if (end + 2 > bytes.length) end = 5;
  // Behind the data of a command: Le, where an answer with data or three bytes follow.
  else if (!asks && p3 > 0 && bytes.length - end > 2) end += 1;
  return { command: bytes.subarray(0, end), response: bytes.subarray(end) };
}

/** Throws import_malformed, import_too_many. */
export function readCaptureFile(bytes: Uint8Array, { fileName, begin }: ReadOptions): Recording {
  const { packets, names, descriptions } = readCapture(bytes, fileName);
  const apdus = new Exchanges(fileName);
  const streams = new HttpStreams(names);
  const purposes = new Purposes();
  let left = 0;
  let timed = true;
  let last = begin;
  for (const { linkType, at, bytes: packet, comment } of packets) {
    timed &&= at !== undefined;
    const time = at !== undefined && Number.isFinite(at) && at >= 0 && at < 1e14 ? at : last;
    last = time;
    const datagram = datagramOf(linkType, packet);
    if (datagram?.protocol === 'tcp') {
      streams.add(datagram, time, comment);
      continue;
    }
    const isGsmtap = datagram?.toPort === gsmtapPort || datagram?.fromPort === gsmtapPort;
    const payload = datagram !== undefined && isGsmtap ? simPayload(datagram.payload) : undefined;
    const pair = payload === undefined ? undefined : pairOf(payload, comment);
    if (pair === undefined) {
      left += 1;
      continue;
    }
    const command = Uint8Array.from(pair.command);
    const parsed = parseCommand(command);
    apdus.add({
      kind: 'apdu',
      startedAt: time,
      durationMs: 0,
      purpose: 'reason' in parsed ? 'APDU' : purposes.of(command),
      command,
      ...(pair.response === undefined ? {} : { response: Uint8Array.from(pair.response) }),
    });
  }
  const out = new Exchanges(fileName);
  const all: Exchange[] = [...apdus.list, ...streams.exchanges()];
  for (const entry of all.sort((a, b) => a.startedAt - b.startedAt)) out.add(entry);
  const reader = descriptions.flatMap((text) => /^APDUs at (.+)$/.exec(text)?.[1] ?? []).at(0);
  return {
    format: 'pcap',
    entries: out.list,
    timed,
    left: left + streams.left,
    ...(reader === undefined ? {} : { readerName: reader.slice(0, 200) }),
  };
}
