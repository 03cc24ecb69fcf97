/** zxing-wasm, held to a ceiling of memory: the texts of QR codes in a picture or in pixels. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, purgeZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { imageSize, isWebp } from './image-size.ts';
import { withMemoryLimit } from './wasm-memory.ts';
import { decodeWebp } from './webp.ts';

/** A picture of `maxPixels` takes some 400 MB while it is decoded (16 bits a colour, four colours, twice). */
const memoryLimit = 768 * 1024 * 1024;
/** After a larger picture the module is thrown away: WebAssembly gives no memory back. */
const smallPixels = 2_000_000;

/** Four bytes a pixel: red, green, blue, and one that is not looked at. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

let ready = false;

/** zxing-wasm would fetch its wasm from a CDN: it gets the file of the installed package. */
function prepare(): void {
  if (ready) return;
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: withMemoryLimit(wasm, memoryLimit).buffer } });
  ready = true;
}

function discard(): void {
  ready = false;
  purgeZXingModule();
}

/** Row by row and from left to right, so that the third code is the third one that a person counts. */
function inReadingOrder(results: readonly ReadResult[]): ReadResult[] {
  const placed = results.map((result) => {
    const { topLeft, topRight, bottomLeft, bottomRight } = result.position;
    const [xs, ys] = (['x', 'y'] as const).map((axis) =>
      [topLeft, topRight, bottomLeft, bottomRight].map((corner) => corner[axis]),
    ) as [number[], number[]];
    return { result, left: Math.min(...xs), top: Math.min(...ys), height: Math.max(...ys) - Math.min(...ys) };
  });
  placed.sort((one, other) => one.top - other.top);
  const rows: (typeof placed)[] = [];
  for (const one of placed) {
    const [first] = rows.at(-1) ?? [];
    if (first !== undefined && one.top - first.top < first.height / 2) rows.at(-1)?.push(one);
    else rows.push([one]);
  }
  return rows.flatMap((row) => row.sort((one, other) => one.left - other.left)).map(({ result }) => result);
}

/**
 * The texts of all QR codes in reading order, each once, at most `most` (255). Throws image_unreadable where a file cannot be decoded, or not
 * within the memory that it may take.
 */
export async function decodeQr(image: Uint8Array | Pixels, most: number): Promise<string[]> {
  prepare();
  const size = image instanceof Uint8Array ? imageSize(image) : image;
  try {
    const picture = image instanceof Uint8Array && isWebp(image) ? await decodeWebp(image) : image;
    const results = await readBarcodes(
      picture instanceof Uint8Array ? picture : { ...picture, colorSpace: 'srgb' },
      { formats: ['QRCode'], tryHarder: true, tryInvert: true, maxNumberOfSymbols: most },
    );
    // A picture that cannot be decoded comes as one result without a format.
    if (results.some(({ format }) => String(format) === '')) throw new WorkbenchError('image_unreadable');
    if (size === undefined || size.width * size.height > smallPixels) discard();
    return [...new Set(inReadingOrder(results.filter(({ isValid }) => isValid)).map(({ text }) => text))];
  } catch (cause) {
    // The module may have taken all that it may have, or be in any state.
    discard();
    throw cause instanceof WorkbenchError ? cause : new WorkbenchError('image_unreadable', {}, { cause });
  }
}
