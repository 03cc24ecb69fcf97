/** Width and height of a picture, from its header alone. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';

/** Of a whole file. A photograph of a phone has some megabytes. */
export const maxImageBytes = 8 * 1024 * 1024;

/** 25 megapixels: decoded, a picture takes four bytes for each. */
const maxPixels = 25_000_000;

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Undefined where the bytes are neither PNG (ISO/IEC 15948 §5.2, §11.2.2), JPEG (ITU-T T.81 §B.2), GIF (89a §18) nor BMP
 * (BITMAPFILEHEADER and BITMAPINFOHEADER).
 */
export function imageSize(bytes: Uint8Array): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (pngSignature.every((byte, at) => bytes[at] === byte))
    // The first chunk is IHDR: length and type in 8 bytes, then width and height.
    return bytes.length < 24 ? undefined : { width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(view);
  if (bytes.length >= 10 && /^GIF8[79]a/.test(String.fromCharCode(...bytes.subarray(0, 6))))
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  // A negative height: its lines go from top to bottom.
  if (bytes[0] === 0x42 && bytes[1] === 0x4d && bytes.length >= 26 && view.getUint32(14, true) >= 40)
    return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  return undefined;
}

/**
 * Throws image_too_large, image_kind_unknown, image_dimensions or image_unreadable (no pixels at all) where a picture is not to
 * be decoded: a small file can claim a picture of gigabytes.
 */
export function checkImage(image: Uint8Array): void {
  if (image.length > maxImageBytes)
    throw new WorkbenchError('image_too_large', { length: image.length, limit: maxImageBytes });
  const size = imageSize(image);
  if (size === undefined) throw new WorkbenchError('image_kind_unknown');
  if (size.width * size.height > maxPixels) throw new WorkbenchError('image_dimensions', { ...size });
  if (size.width === 0 || size.height === 0) throw new WorkbenchError('image_unreadable');
}

/** SOF0 to SOF15 hold the size; C4, C8 and CC of that range are other markers. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function jpegSize(view: DataView): ImageSize | undefined {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
    } else if (isStartOfFrame(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else if (marker === 0xda || marker === 0xd9) {
      return undefined;
    } else {
      at += 2 + view.getUint16(at + 2);
    }
  }
  return undefined;
}
