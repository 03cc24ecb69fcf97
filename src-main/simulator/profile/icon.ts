/** Profile icons (SGP.22 v2.5 §4.4: 64 by 64 pixels, at most 1,024 bytes), drawn in code and written as PNG. */

import { crc32, deflateSync } from 'node:zlib';
import { concatBytes } from '../../../src-shared/bytes.ts';

const size = 64;

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concatBytes(new TextEncoder().encode(type), data);
  const frame = new DataView(new ArrayBuffer(4));
  frame.setUint32(0, data.length);
  const check = new DataView(new ArrayBuffer(4));
  check.setUint32(0, crc32(body));
  return concatBytes(new Uint8Array(frame.buffer), body, new Uint8Array(check.buffer));
}

/**
 * A PNG with a palette (ISO/IEC 15948), transparent where the picture gives 0.
 * @param palette colours as 0xRRGGBB; the picture's 1 is the first of them
 * @param picture the number of the colour at a place, from the upper left corner
 */
export function encodePng(
  width: number,
  height: number,
  palette: readonly number[],
  picture: (x: number, y: number) => number,
): Uint8Array {
  const ihdr = new DataView(new ArrayBuffer(13));
  ihdr.setUint32(0, width);
  ihdr.setUint32(4, height);
  ihdr.setUint8(8, 8);
  ihdr.setUint8(9, 3);
  const colours = [0xffffff, ...palette].flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff]);
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = picture(x, y);
  return concatBytes(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', new Uint8Array(ihdr.buffer)),
    chunk('PLTE', Uint8Array.from(colours)),
    chunk('tRNS', Uint8Array.of(0)),
    chunk('IDAT', new Uint8Array(deflateSync(rows, { level: 9 }))),
    chunk('IEND', new Uint8Array()),
  );
}

export type IconMotif = 'waves' | 'rings' | 'peaks' | 'kite' | 'beacon' | 'grid';

/** Whether the motif covers the place; x and y from -1 to 1, y upwards. */
const motifs: Readonly<Record<IconMotif, (x: number, y: number) => boolean>> = {
  waves: (x, y) => [0.35, 0, -0.35].some((level) => Math.abs(y - level - 0.14 * Math.sin(5 * x)) < 0.09),
  rings: (x, y) => {
    const radius = Math.hypot(x, y);
    return radius < 0.14 || Math.abs(radius - 0.36) < 0.08 || Math.abs(radius - 0.62) < 0.08;
  },
  peaks: (x, y) => y > -0.5 && (y < 0.55 - 1.5 * Math.abs(x + 0.18) || y < 0.2 - 1.5 * Math.abs(x - 0.38)),
  kite: (x, y) =>
    Math.abs(x) / 0.42 + Math.abs(y - 0.1) / 0.6 < 1 && Math.abs(x) > 0.05 && Math.abs(y - 0.1) > 0.05,
  beacon: (x, y) => {
    const radius = Math.hypot(x, y + 0.45);
    const above = y + 0.45 > Math.abs(x) * 0.7;
    return radius < 0.15 || (above && (Math.abs(radius - 0.5) < 0.08 || Math.abs(radius - 0.85) < 0.08));
  },
  grid: (x, y) =>
    Math.max(Math.abs(x), Math.abs(y)) < 0.58 && Math.sin(9 * x) * Math.sin(9 * y) > 0 && Math.abs(x) > 0.02,
};

/** An icon: a rounded tile of one colour with a motif in another. */
export function drawIcon(motif: IconMotif, background: number, foreground: number): Uint8Array {
  const covers = motifs[motif];
  return encodePng(size, size, [background, foreground], (column, row) => {
    const x = (column + 0.5) / (size / 2) - 1;
    const y = 1 - (row + 0.5) / (size / 2);
    const corner = Math.hypot(Math.max(Math.abs(x) - 0.66, 0), Math.max(Math.abs(y) - 0.66, 0));
    if (corner > 0.3) return 0;
    return covers(x, y) ? 2 : 1;
  });
}
