/** QR codes of activation codes (SGP.22 v2.5 §4.1.2): a picture into text and text into a picture. */

import QRCode from 'qrcode';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { findCodes } from '../../src-shared/find-codes.ts';
import { checkImage } from './image-size.ts';
import { decodeQr } from './qr-decoder.ts';

export { maxImageBytes } from './image-size.ts';

/** §4.1: an activation code, with its prefix `LPA:`. */
const maxTextLength = 259;
/** More than one code that is meant is refused anyway. */
const mostCodes = 8;

/**
 * The text of the QR code in a PNG, JPEG, GIF, BMP or WebP picture. Where there are several, the one that begins with `LPA:`, or
 * holds a code in a link, is meant. Throws image_too_large, image_kind_unknown, image_dimensions, image_unreadable, qr_not_found, qr_ambiguous.
 */
export async function readQr(image: Uint8Array): Promise<string> {
  checkImage(image);
  const texts = await decodeQr(image, mostCodes);
  const codes = texts.filter((text) => /^\s*lpa:/i.test(text) || findCodes(text).length > 0);
  const candidates = codes.length > 0 ? codes : texts;
  const [text, second] = candidates;
  if (text === undefined) throw new WorkbenchError('qr_not_found');
  if (second !== undefined) throw new WorkbenchError('qr_ambiguous', { count: candidates.length });
  return text;
}

function checkText(text: string): void {
  if (text.length === 0 || text.length > maxTextLength)
    throw new WorkbenchError('qr_text_too_long', { length: text.length });
}

/** Level M and a quiet zone of four modules (ISO/IEC 18004 §9.1). */
const look = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** A PNG picture of the text, 512 pixels wide. Throws qr_text_too_long. */
export async function qrPng(text: string): Promise<Uint8Array> {
  checkText(text);
  return new Uint8Array(await QRCode.toBuffer(text, { ...look, type: 'png', width: 512 }));
}

export interface QrDrawing {
  /** Modules in a row, the quiet zone with them. */
  readonly size: number;
  /** The dark modules as an SVG path, one unit a module. */
  readonly path: string;
}

/** The text's QR code with its quiet zone, for drawings of one's own. Throws qr_text_too_long. */
export function drawQr(text: string): QrDrawing {
  checkText(text);
  const { modules } = QRCode.create(text, { errorCorrectionLevel: look.errorCorrectionLevel });
  let path = '';
  for (let row = 0; row < modules.size; row++)
    for (let from = 0; from < modules.size; from++) {
      if (modules.get(row, from) === 0) continue;
      let to = from + 1;
      while (to < modules.size && modules.get(row, to) === 1) to++;
      path += `M${from + look.margin} ${row + look.margin}h${to - from}v1h${from - to}z`;
      from = to;
    }
  return { size: modules.size + 2 * look.margin, path };
}

/** An SVG document of the text. Throws qr_text_too_long. */
export function qrSvg(text: string): string {
  const { size, path } = drawQr(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>\n`;
}
