/** QR codes of activation codes (SGP.22 v2.5 §4.1.2): a picture into text and text into a picture. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import QRCode from 'qrcode';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { imageSize, maxImageBytes } from './image-size.ts';

export { maxImageBytes } from './image-size.ts';

/** 25 megapixels: decoded, a picture takes four bytes for each. */
const maxPixels = 25_000_000;
/** §4.1: an activation code, with its prefix `LPA:`. */
const maxTextLength = 259;

let prepared: Promise<unknown> | undefined;

/** zxing-wasm would fetch its wasm from a CDN: it gets the file of the installed package. */
function prepare(): Promise<unknown> {
  prepared ??= prepareZXingModule({
    overrides: {
      wasmBinary: new Uint8Array(
        readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')),
      ).buffer,
    },
    fireImmediately: true,
  });
  return prepared;
}

/**
 * The text of the QR code in a PNG or JPEG picture. Where there are several, the one that begins with `LPA:` is meant.
 * Throws image_too_large, image_kind_unknown, image_dimensions, image_unreadable, qr_not_found, qr_ambiguous.
 */
export async function readQr(image: Uint8Array): Promise<string> {
  if (image.length > maxImageBytes)
    throw new WorkbenchError('image_too_large', { length: image.length, limit: maxImageBytes });
  const size = imageSize(image);
  if (size === undefined) throw new WorkbenchError('image_kind_unknown');
  // Before anything is decoded: a small file can claim a picture of gigabytes.
  if (size.width * size.height > maxPixels) throw new WorkbenchError('image_dimensions', { ...size });
  if (size.width === 0 || size.height === 0) throw new WorkbenchError('image_unreadable');
  await prepare();
  const texts = await decode(image);
  const codes = texts.filter((text) => /^\s*lpa:/i.test(text));
  const candidates = codes.length > 0 ? codes : texts;
  const [text, second] = candidates;
  if (text === undefined) throw new WorkbenchError('qr_not_found');
  if (second !== undefined) throw new WorkbenchError('qr_ambiguous', { count: candidates.length });
  return text;
}

async function decode(image: Uint8Array): Promise<string[]> {
  const results = await readBarcodes(image, {
    formats: ['QRCode'],
    tryHarder: true,
    tryInvert: true,
    maxNumberOfSymbols: 8,
  }).catch((cause: unknown) => {
    throw new WorkbenchError('image_unreadable', {}, { cause });
  });
  // A picture that cannot be decoded comes as one result without a format.
  if (results.some(({ format }) => String(format) === '')) throw new WorkbenchError('image_unreadable');
  return [...new Set(results.filter(({ isValid }) => isValid).map(({ text }) => text))];
}

function checkText(text: string): void {
  if (text.length === 0 || text.length > maxTextLength)
    throw new WorkbenchError('qr_text_too_long', { length: text.length });
}

const look = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** A PNG picture of the text, 512 pixels wide. Throws qr_text_too_long. */
export async function qrPng(text: string): Promise<Uint8Array> {
  checkText(text);
  return new Uint8Array(await QRCode.toBuffer(text, { ...look, type: 'png', width: 512 }));
}

/** An SVG document of the text. Throws qr_text_too_long. */
export async function qrSvg(text: string): Promise<string> {
  checkText(text);
  return QRCode.toString(text, { ...look, type: 'svg' });
}
