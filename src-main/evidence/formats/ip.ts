/** IPv4 packets with UDP and TCP in them (RFC 791, RFC 768, RFC 9293), checksums included. */

export type Address = readonly [number, number, number, number];

function checksum(...parts: readonly Buffer[]): number {
  const bytes = Buffer.concat(parts);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2)
    sum += ((bytes[at] ?? 0) << 8) | (at + 1 < bytes.length ? (bytes[at + 1] ?? 0) : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

const udp = 17;
const tcp = 6;

function ip(protocol: number, from: Address, to: Address, id: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head[0] = 0x45;
  head.writeUInt16BE(20 + payload.length, 2);
  head.writeUInt16BE(id & 0xffff, 4);
  // Not to be fragmented.
  head[6] = 0x40;
  head[8] = 64;
  head[9] = protocol;
  head.set(from, 12);
  head.set(to, 16);
  head.writeUInt16BE(checksum(head), 10);
  return Buffer.concat([head, payload]);
}

function pseudoHeader(protocol: number, from: Address, to: Address, length: number): Buffer {
  const out = Buffer.alloc(12);
  out.set(from, 0);
  out.set(to, 4);
  out[9] = protocol;
  out.writeUInt16BE(length, 10);
  return out;
}

export interface Endpoint {
  readonly address: Address;
  readonly port: number;
}

export function udpPacket(from: Endpoint, to: Endpoint, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(from.port, 0);
  head.writeUInt16BE(to.port, 2);
  head.writeUInt16BE(8 + data.length, 4);
  const sum = checksum(pseudoHeader(udp, from.address, to.address, 8 + data.length), head, data);
  head.writeUInt16BE(sum === 0 ? 0xffff : sum, 6);
  return ip(udp, from.address, to.address, id, Buffer.concat([head, data]));
}

export const tcpFlags = { fin: 0x01, syn: 0x02, psh: 0x08, ack: 0x10 } as const;

export interface TcpSegment {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly data: Buffer;
}

export function tcpPacket(from: Endpoint, to: Endpoint, id: number, segment: TcpSegment): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt16BE(from.port, 0);
  head.writeUInt16BE(to.port, 2);
  head.writeUInt32BE(segment.sequence >>> 0, 4);
  head.writeUInt32BE(segment.acknowledgement >>> 0, 8);
  head[12] = 0x50;
  head[13] = segment.flags;
  head.writeUInt16BE(0xffff, 14);
  const length = head.length + segment.data.length;
  head.writeUInt16BE(checksum(pseudoHeader(tcp, from.address, to.address, length), head, segment.data), 16);
  return ip(tcp, from.address, to.address, id, Buffer.concat([head, segment.data]));
}
