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
 * Undefined where the bytes are neither PNG (ISO/IEC 15948 §5.2, §11.2.2), JPEG (ITU-T T.81 §B.2), GIF (89a §18), BMP
 * (BITMAPFILEHEADER and BITMAPINFOHEADER) nor WebP (RFC 9649).
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
  return isWebp(bytes) ? webpSize(view) : undefined;
}

/** RFC 9649 §2.4: RIFF, the size of the file, WEBP. */
export function isWebp(bytes: Uint8Array): boolean {
  return /^RIFF.{4}WEBP$/s.test(String.fromCharCode(...bytes.subarray(0, 12)));
}

/** The size stands in the first chunk, whichever of three that is. Undefined: it is another, or cut off. */
function webpSize(view: DataView): ImageSize | undefined {
  if (view.byteLength < 30) return undefined;
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
  // §2.5: a frame of VP8 (RFC 6386 §9.1): a tag, the start code, then 14 bits each and two for scaling.
  if (kind === 'VP8 ')
    return view.getUint8(23) === 0x9d && view.getUint16(24) === 0x012a
      ? { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
      : undefined;
  // §3.4: the signature, then both, less one, in 14 bits each.
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return view.getUint8(20) === 0x2f
      ? { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
      : undefined;
  }
  // §2.7.1: flags and 24 reserved bits, then both, less one, in 24 bits each.
  if (kind === 'VP8X')
    return {
      width: (view.getUint32(24, true) & 0xff_ffff) + 1,
      height: (view.getUint32(26, true) >>> 8) + 1,
    };
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
