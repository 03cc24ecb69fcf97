import { toBase64 } from '../../src-shared/bytes.ts';

const MAX_FILE = 20 * 1024 * 1024;
const MAX_DIRECT = 2 * 1024 * 1024;
/** A QR code needs no more; a photograph of one is scaled down to it. */
const MAX_EDGE = 2000;

const startsWith = (bytes: Uint8Array, magic: readonly number[]) =>
  magic.every((byte, at) => bytes[at] === byte);
const isPng = (bytes: Uint8Array) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47]);
const isJpeg = (bytes: Uint8Array) => startsWith(bytes, [0xff, 0xd8, 0xff]);

/**
 * The bytes of a picture as `codes.fromImage` takes them: PNG or JPEG in base64. Other kinds, and large ones, are painted
 * again as PNG. Throws where the file is no picture.
 */
export async function pictureAsBase64(file: Blob): Promise<string> {
  if (file.size > MAX_FILE) throw new RangeError('the picture is too large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length <= MAX_DIRECT && (isPng(bytes) || isJpeg(bytes))) return toBase64(bytes);
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, MAX_EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (png === null) throw new RangeError('the picture cannot be painted');
  return toBase64(new Uint8Array(await png.arrayBuffer()));
}
