/** WebP pictures: how large they are, and their pixels. zxing-wasm reads none itself. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import decode, { init } from '@jsquash/webp/decode.js';
import { withMemoryLimit } from './wasm-memory.ts';

/** A picture of 25 megapixels takes some 300 MB while it is decoded (four bytes a pixel, as they are, decoded and copied). */
const memoryLimit = 512 * 1024 * 1024;

export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, and opacity, which is full. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

let wasm: Uint8Array<ArrayBuffer> | undefined;

/** What can be seen through is white, as paper is: a QR code without a ground of its own is black on nothing. */
function onWhite(data: Uint8ClampedArray): void {
  for (let at = 0; at < data.length; at += 4) {
    const opacity = data[at + 3] ?? 255;
    if (opacity === 255) continue;
    for (let colour = at; colour < at + 3; colour++)
      data[colour] = 255 - ((255 - (data[colour] ?? 0)) * opacity) / 255;
    data[at + 3] = 255;
  }
}

/** Rejects where it cannot be decoded, or not within the memory that it may take. An animation is no picture. */
export async function decodeWebp(image: Uint8Array): Promise<DecodedPicture> {
  wasm ??= withMemoryLimit(
    readFileSync(createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm')),
    memoryLimit,
  );
  // A new module for each picture: WebAssembly gives no memory back, and one that has failed may be in any state.
  await init({ wasmBinary: wasm.buffer, print: () => undefined, printErr: () => undefined });
  const { width, height, data } = await decode(Uint8Array.from(image).buffer);
  const pixels = Uint8ClampedArray.from(data);
  onWhite(pixels);
  return { width, height, data: pixels };
}
