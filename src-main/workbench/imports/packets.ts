/** What packets carry: UDP datagrams and TCP segments in IP, on the links on which captures are made. */

export interface Datagram {
  readonly protocol: 'udp' | 'tcp';
  /** Addresses in hexadecimal. */
  readonly from: string;
  readonly to: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly sequence: number;
  /** Of TCP: SYN, FIN or RST. */
  readonly syn: boolean;
  readonly payload: Buffer;
}

/** Where IP begins behind the header of a link; undefined for links and protocols that carry none. */
function ipOffset(linkType: number, bytes: Buffer): number | undefined {
  const etherTypeAt = (at: number): number | undefined => {
    if (bytes.length < at + 2) return undefined;
    const type = bytes.readUInt16BE(at);
    // IEEE 802.1Q: a tag of 4 bytes before the type.
    if (type === 0x8100 || type === 0x88a8) return etherTypeAt(at + 4);
    return type === 0x0800 || type === 0x86dd ? at + 2 : undefined;
  };
  switch (linkType) {
    case 1:
      return etherTypeAt(12);
    case 113:
      return etherTypeAt(14);
    case 276:
      return etherTypeAt(0) === undefined ? undefined : 20;
    case 0:
    case 108:
      return 4;
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return 0;
    default:
      return undefined;
  }
}

/** The datagram of a packet; undefined for what is none, is a fragment, or is cut. */
export function datagramOf(linkType: number, packet: Buffer): Datagram | undefined {
  const at = ipOffset(linkType, packet);
  if (at === undefined) return undefined;
  const ip = packet.subarray(at);
  const version = (ip[0] ?? 0) >> 4;
  if (version === 4 && ip.length >= 20) {
    const header = ((ip[0] ?? 0) & 0x0f) * 4;
    const total = ip.readUInt16BE(2);
    // Offload of a network card leaves no length; more fragments or an offset: a part of a datagram.
    const end = total === 0 ? ip.length : Math.min(total, ip.length);
    if (header < 20 || header > end || (ip.readUInt16BE(6) & 0x3fff) !== 0) return undefined;
    return transportOf(
      ip[9] ?? 0,
      ip.subarray(12, 16).toString('hex'),
      ip.subarray(16, 20).toString('hex'),
      ip.subarray(header, end),
    );
  }
  if (version === 6 && ip.length >= 40) {
    const end = Math.min(40 + ip.readUInt16BE(4), ip.length);
    return transportOf(
      ip[6] ?? 0,
      ip.subarray(8, 24).toString('hex'),
      ip.subarray(24, 40).toString('hex'),
      ip.subarray(40, end),
    );
  }
  return undefined;
}

function transportOf(protocol: number, from: string, to: string, bytes: Buffer): Datagram | undefined {
  const ports = (payload: Buffer, more: Pick<Datagram, 'protocol' | 'sequence' | 'syn'>): Datagram => ({
    ...more,
    from,
    to,
    fromPort: bytes.readUInt16BE(0),
    toPort: bytes.readUInt16BE(2),
    payload,
  });
  if (protocol === 17 && bytes.length >= 8) {
    const end = Math.min(Math.max(8, bytes.readUInt16BE(4)), bytes.length);
    return ports(bytes.subarray(8, end), { protocol: 'udp', sequence: 0, syn: false });
  }
  if (protocol === 6 && bytes.length >= 20) {
    const header = ((bytes[12] ?? 0) >> 4) * 4;
    if (header < 20 || header > bytes.length) return undefined;
    const syn = ((bytes[13] ?? 0) & 0x02) !== 0;
    return ports(bytes.subarray(header), { protocol: 'tcp', sequence: bytes.readUInt32BE(4), syn });
  }
  return undefined;
}
