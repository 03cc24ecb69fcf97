/** Blocks of a pcapng file (IETF draft-ietf-opsawg-pcapng): little-endian, times in nanoseconds. */

const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const nameResolution = 4;
const enhancedPacket = 6;

/** Raw IP, whose first half byte says which version. */
const linkTypeRaw = 101;

export interface Packet {
  /** Number of the interface, from 0. */
  readonly interface: number;
  /** Milliseconds since 1970, with their fractions. */
  readonly at: number;
  readonly bytes: Buffer;
  readonly outbound: boolean;
  readonly comment?: string;
}

export interface CaptureHead {
  readonly application: string;
  readonly comment: string;
  readonly interfaces: readonly { readonly name: string; readonly description: string }[];
  readonly names: readonly { readonly address: readonly number[]; readonly name: string }[];
}

function padded(bytes: Buffer): Buffer {
  const rest = (4 - (bytes.length % 4)) % 4;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(rest)]);
}

function block(type: number, body: Buffer): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32LE(type, 0);
  out.writeUInt32LE(out.length, 4);
  body.copy(out, 8);
  out.writeUInt32LE(out.length, out.length - 4);
  return out;
}

function option(code: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, padded(value)]);
}

/** An option's length has 16 bits. */
const longestText = 60_000;

function text(code: number, value: string | undefined): Buffer {
  const bytes = Buffer.from((value ?? '').slice(0, longestText / 4));
  return bytes.length === 0 ? Buffer.alloc(0) : option(code, bytes);
}

const endOfOptions = Buffer.alloc(4);

function section({ application, comment }: CaptureHead): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(0x1a2b3c4d, 0);
  body.writeUInt16LE(1, 4);
  // The length of the section is not told.
  body.fill(0xff, 8);
  return block(sectionHeader, Buffer.concat([body, text(1, comment), text(4, application), endOfOptions]));
}

function interfaceBlock({ name, description }: CaptureHead['interfaces'][number]): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(linkTypeRaw, 0);
  // if_tsresol 9: units of 10^-9 s.
  const options = [text(2, name), text(3, description), option(9, Buffer.from([9])), endOfOptions];
  return block(interfaceDescription, Buffer.concat([body, ...options]));
}

function namesBlock(names: CaptureHead['names']): Buffer {
  const records = names.map(({ address, name }) => {
    const value = Buffer.concat([Buffer.from(address), Buffer.from(`${name}\0`)]);
    return option(1, value);
  });
  return block(nameResolution, Buffer.concat([...records, endOfOptions, endOfOptions]));
}

function packetBlock(packet: Packet): Buffer {
  const { bytes, at, outbound, comment } = packet;
  const whole = Math.floor(at);
  const nanoseconds = BigInt(whole) * 1_000_000n + BigInt(Math.round((at - whole) * 1_000_000));
  const body = Buffer.alloc(20);
  body.writeUInt32LE(packet.interface, 0);
  body.writeUInt32LE(Number(nanoseconds >> 32n), 4);
  body.writeUInt32LE(Number(nanoseconds & 0xffff_ffffn), 8);
  body.writeUInt32LE(bytes.length, 12);
  body.writeUInt32LE(bytes.length, 16);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(outbound ? 2 : 1, 0);
  return block(
    enhancedPacket,
    Buffer.concat([body, padded(bytes), text(1, comment), option(2, flags), endOfOptions]),
  );
}

export function writeCapture(head: CaptureHead, packets: readonly Packet[]): Buffer {
  return Buffer.concat([
    section(head),
    ...head.interfaces.map(interfaceBlock),
    ...(head.names.length === 0 ? [] : [namesBlock(head.names)]),
    ...packets.map(packetBlock),
  ]);
}
