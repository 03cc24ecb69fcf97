/** A ceiling for the memory of a WebAssembly module, so that no picture or document can make it take the machine's. */

/** Bytes in a page of WebAssembly memory. */
const pageBytes = 65_536;

/** LEB128, as WebAssembly writes numbers (Core Specification §5.2.2). */
function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let end = at;
  for (let shift = 1; ; shift *= 128) {
    const byte = bytes[end++] ?? 0;
    value += (byte & 0x7f) * shift;
    if (byte < 0x80) return { value, end };
  }
}

/** Writes a number over another one, filled up to its length. */
function overwrite(bytes: Uint8Array, from: number, end: number, value: number): void {
  let rest = value;
  for (let at = from; at < end; at++) {
    bytes[at] = (rest & 0x7f) | (at < end - 1 ? 0x80 : 0);
    rest >>>= 7;
  }
  if (rest > 0) throw new RangeError('the limit does not fit in the place of the module’s own');
}

/**
 * A copy of the module whose memory grows to `limit` bytes and no further: what wants more fails as if the machine had none
 * left. Throws RangeError where the module has no memory of its own with a maximum.
 */
export function withMemoryLimit(module: Uint8Array, limit: number): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(module);
  // §5.5: eight bytes, then sections: id, length, content.
  for (let at = 8; at < copy.length; ) {
    const id = copy[at];
    const { value: length, end: start } = readNumber(copy, at + 1);
    if (id === 5) {
      // §5.5.8: a list of one memory: flags (1: with maximum), minimum, maximum.
      const [count, flags] = copy.subarray(start, start + 2);
      if (count !== 1 || flags !== 1) break;
      const minimum = readNumber(copy, start + 2);
      const maximum = readNumber(copy, minimum.end);
      const pages = Math.max(minimum.value, Math.min(maximum.value, Math.floor(limit / pageBytes)));
      overwrite(copy, minimum.end, maximum.end, pages);
      return copy;
    }
    at = start + length;
  }
  throw new RangeError('the module has no memory with a maximum');
}
