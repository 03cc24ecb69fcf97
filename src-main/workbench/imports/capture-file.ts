/** Packets of capture files: pcapng (draft-ietf-opsawg-pcapng) and classic pcap, in either byte order. */

import { malformed } from './recording.ts';

export interface CapturedPacket {
  readonly linkType: number;
  /** Milliseconds since 1970, with fractions; undefined where the file does not tell. */
  readonly at: number | undefined;
  readonly bytes: Buffer;
  readonly comment: string;
}

export interface CaptureReader {
  readonly packets: Generator<CapturedPacket>;
  /** Names of addresses, as far as blocks of them have come. */
  readonly names: ReadonlyMap<string, string>;
  /** What the capture says of its interfaces. */
  readonly descriptions: readonly string[];
}

const pcapMagics: ReadonlyMap<number, { readonly little: boolean; readonly perSecond: number }> = new Map([
  [0xa1b2c3d4, { little: false, perSecond: 1_000_000 }],
  [0xd4c3b2a1, { little: true, perSecond: 1_000_000 }],
  [0xa1b23c4d, { little: false, perSecond: 1_000_000_000 }],
  [0x4d3cb2a1, { little: true, perSecond: 1_000_000_000 }],
]);
const sectionHeader = 0x0a0d0d0a;

export function isCapture(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const magic = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  return magic === sectionHeader || pcapMagics.has(magic);
}

/** Larger than any packet of a network; what announces more is damaged. */
const largestBlock = 1024 * 1024;
const mostInterfaces = 256;
const mostNames = 1000;

/** Throws import_malformed, from the packets on. */
export function readCapture(bytes: Uint8Array, file: string): CaptureReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const names = new Map<string, string>();
  const descriptions: string[] = [];
  const packets =
    buffer.readUInt32BE(0) === sectionHeader
      ? blocks(buffer, file, names, descriptions)
      : records(buffer, file);
  return { packets, names, descriptions };
}

function* records(buffer: Buffer, file: string): Generator<CapturedPacket> {
  const kind = pcapMagics.get(buffer.readUInt32BE(0));
  if (kind === undefined || buffer.length < 24) throw malformed(file, 'byte 0', 'its header is cut');
  const u32 = (at: number) => (kind.little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at));
  const linkType = u32(20) & 0x0fff_ffff;
  for (let at = 24; at < buffer.length; ) {
    if (at + 16 > buffer.length) throw malformed(file, `byte ${at}`, 'the header of a packet is cut');
    const length = u32(at + 8);
    if (length > largestBlock || at + 16 + length > buffer.length)
      throw malformed(file, `byte ${at}`, 'a packet is longer than what is left of the file');
    yield {
      linkType,
      at: u32(at) * 1000 + (u32(at + 4) * 1000) / kind.perSecond,
      bytes: buffer.subarray(at + 16, at + 16 + length),
      comment: '',
    };
    at += 16 + length;
  }
}

interface Interface {
  readonly linkType: number;
  /** Units of its times in a second, and seconds that are added. */
  readonly perSecond: number;
  readonly offset: number;
}

function* blocks(
  buffer: Buffer,
  file: string,
  names: Map<string, string>,
  descriptions: string[],
): Generator<CapturedPacket> {
  let little = true;
  let interfaces: Interface[] = [];
  const u16 = (at: number) => (little ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at));
  const u32 = (at: number) => (little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at));

  function* options(from: number, to: number): Generator<{ code: number; value: Buffer }> {
    for (let at = from; at + 4 <= to; ) {
      const code = u16(at);
      const length = u16(at + 2);
      if (code === 0 || at + 4 + length > to) return;
      yield { code, value: buffer.subarray(at + 4, at + 4 + length) };
      at += 4 + length + ((4 - (length % 4)) % 4);
    }
  }
  const comment = (from: number, to: number) =>
    [...options(from, to)].flatMap(({ code, value }) => (code === 1 ? value.toString() : [])).join('\n');

  function describeInterface(at: number, end: number): Interface {
    let perSecond = 1_000_000;
    let offset = 0;
    for (const { code, value } of options(at + 8, end)) {
      const resolution = value[0] ?? 6;
      if (code === 9) perSecond = resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution;
      if (code === 14 && value.length === 8)
        offset = Number(little ? value.readBigInt64LE() : value.readBigInt64BE());
      if (code === 3 && descriptions.length < mostInterfaces) descriptions.push(value.toString());
    }
    return { linkType: u16(at), perSecond, offset };
  }

  function readNames(from: number, to: number): void {
    for (const { code, value } of options(from, to)) {
      const size = code === 1 ? 4 : code === 2 ? 16 : 0;
      if (size === 0 || value.length <= size || names.size >= mostNames) continue;
      const name = value.subarray(size).toString('latin1').split('\0')[0] ?? '';
      names.set(value.subarray(0, size).toString('hex'), name);
    }
  }

  for (let at = 0; at < buffer.length; ) {
    const fail = (reason: string): never => {
      throw malformed(file, `byte ${at}`, reason);
    };
    if (at + 12 > buffer.length) fail('the header of a block is cut');
    if (buffer.readUInt32BE(at) === sectionHeader) {
      const order = at + 12 <= buffer.length ? buffer.readUInt32BE(at + 8) : 0;
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) fail('a section without a byte order');
      little = order === 0x4d3c2b1a;
      interfaces = [];
    }
    const type = u32(at);
    const length = u32(at + 4);
    if (length < 12 || length % 4 !== 0 || length > largestBlock || at + length > buffer.length)
      fail('a block is longer than what is left of the file, or its length is none');
    if (u32(at + length - 4) !== length) fail('a block with two different lengths');
    const [from, to] = [at + 8, at + length - 4];
    if (type === 1) {
      if (to - from < 8 || interfaces.length >= mostInterfaces) fail('an interface is not described');
      interfaces.push(describeInterface(from, to));
    } else if (type === 4) readNames(from, to);
    else if (type === 6 || type === 2) {
      if (to - from < 20) fail('a packet without its header');
      const own = interfaces[type === 6 ? u32(from) : u16(from)];
      const captured = u32(from + 12);
      const end = from + 20 + captured;
      if (own === undefined)
        throw malformed(file, `byte ${at}`, 'a packet of an interface that is not described');
      if (end > to) fail('a packet is longer than its block');
      const units = u32(from + 4) * 0x1_0000_0000 + u32(from + 8);
      yield {
        linkType: own.linkType,
        at: own.offset * 1000 + units / (own.perSecond / 1000),
        bytes: buffer.subarray(from + 20, end),
        comment: comment(end + ((4 - (captured % 4)) % 4), to),
      };
    } else if (type === 3) {
      const [own] = interfaces;
      if (own === undefined)
        throw malformed(file, `byte ${at}`, 'a packet of an interface that is not described');
      if (to - from < 4) fail('a packet without its header');
      yield {
        linkType: own.linkType,
        at: undefined,
        bytes: buffer.subarray(from + 4, Math.min(to, from + 4 + u32(from))),
        comment: '',
      };
    }
    at += length;
  }
}
