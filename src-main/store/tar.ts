/** The part of the tar format (POSIX.1-1988 `ustar`) that an export is written in: plain files, one after another. */

export const tarBlock = 512;

const octalLimit = 8 ** 11;

export interface TarMember {
  readonly name: string;
  readonly size: number;
}

function checksum(header: Uint8Array): number {
  // The field of the sum itself counts as spaces.
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

/** How many zeros follow the content of a member. */
export function tarPadding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock;
}

/** The header of a plain file of mode 0600. `name`: ASCII, up to 100 characters; `size` in bytes; `mtime` in milliseconds. */
export function tarHeader({ name, size }: TarMember, mtime: number): Buffer {
  if (!/^[\x21-\x7e]{1,100}$/.test(name)) throw new RangeError(`no name for a tar: ${name}`);
  const header = Buffer.alloc(tarBlock);
  const octal = (value: number, at: number, width: number) =>
    header.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  header.write(name, 0, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  if (size < octalLimit) octal(size, 124, 12);
  else {
    // From 8 GiB on: GNU's binary form, which all tars of today read.
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  octal(Math.floor(mtime / 1000), 136, 12);
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function octalAt(header: Buffer, at: number, width: number): number | undefined {
  const text = header.toString('latin1', at, at + width).replace(/[\0 ]+$/, '');
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function sizeOf(header: Buffer): number | undefined {
  if (header[124] !== 0x80) return octalAt(header, 124, 12);
  const size = header.readBigUInt64BE(128);
  const small = header.subarray(125, 128).every((byte) => byte === 0) && size <= Number.MAX_SAFE_INTEGER;
  return small ? Number(size) : undefined;
}

/** What a header says; undefined where it is none of a plain file (a link, a folder, another format, a wrong sum). */
export function parseTarHeader(header: Buffer): TarMember | undefined {
  if (header.length !== tarBlock || header.toString('latin1', 257, 262) !== 'ustar') return undefined;
  if (octalAt(header, 148, 8) !== checksum(header)) return undefined;
  // '0' or, of old, NUL; a prefix would lengthen the name.
  if ((header[156] !== 0x30 && header[156] !== 0) || header[345] !== 0) return undefined;
  const end = header.indexOf(0);
  const name = header.toString('latin1', 0, end >= 0 && end < 100 ? end : 100);
  const size = sizeOf(header);
  return size === undefined || name === '' ? undefined : { name, size };
}
