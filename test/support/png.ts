/** PNG pictures written by hand (ISO/IEC 15948), so that tests can have any size and any fault. */

import { crc32, deflateSync } from 'node:zlib';
import QRCode from 'qrcode';

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A PNG with eight bits of grey a pixel; `lines` as they are compressed: each begins with its filter byte, 0. */
export function greyPng(width: number, height: number, lines: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(lines, { level: 1 })),
      chunk('IEND', new Uint8Array()),
    ]),
  );
}

export interface Grey {
  readonly width: number;
  readonly height: number;
  /** Row by row, 0 is black. */
  readonly data: Uint8Array;
}

/** QR codes in a grid of so many columns, `scale` pixels a module, each in a border of six modules. */
export function qrGrid(texts: readonly string[], columns: number, scale: number): Grey {
  const codes = texts.map((text) => QRCode.create(text).modules);
  const side = (Math.max(...codes.map(({ size }) => size)) + 12) * scale;
  const width = side * columns;
  const height = side * Math.ceil(codes.length / columns);
  const data = new Uint8Array(width * height).fill(255);
  for (const [at, { size, get }] of codes
    .map((code) => ({ size: code.size, get: code.get.bind(code) }))
    .entries()) {
    const left = (at % columns) * side + 6 * scale;
    const top = Math.floor(at / columns) * side + 6 * scale;
    for (let y = 0; y < size * scale; y++)
      for (let x = 0; x < size * scale; x++)
        if (get(Math.floor(y / scale), Math.floor(x / scale))) data[(top + y) * width + left + x] = 0;
  }
  return { width, height, data };
}

export function pngOf({ width, height, data }: Grey): Uint8Array {
  const lines = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) lines.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return greyPng(width, height, lines);
}
