import { crc32, deflateSync } from 'node:zlib';
import QRCode from 'qrcode';
import { describe, expect, test } from 'vitest';
import { imageSize } from '../../src-main/codes/image-size.ts';
import { maxImageBytes, qrPng, qrSvg, readQr } from '../../src-main/codes/qr.ts';
import { type ErrorCode, WorkbenchError } from '../../src-shared/errors/index.ts';
import { jpegSample } from './jpeg-sample.ts';

const code = 'LPA:1$smdp.example.com$ABCD-1234-EFGH$2.999.10$1';

async function rejects(promise: Promise<unknown>, expected: ErrorCode) {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(WorkbenchError);
  expect(thrown).toMatchObject({ code: expected });
}

/** The header of a JPEG, up to its frame (ITU-T T.81 §B.2.2). */
const jpegHeader = (width: number, height: number) =>
  Uint8Array.of(
    ...[0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0],
    ...[0xff, 0xc0, 0x00, 0x0b, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0],
  );

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** QR codes side by side in one grey PNG, four pixels a module. */
function beside(...texts: string[]): Uint8Array {
  const scale = 4;
  const border = 6;
  const codes = texts.map((text) => QRCode.create(text).modules);
  const height = Math.max(...codes.map(({ size }) => size)) + 2 * border;
  const width = codes.reduce((sum, { size }) => sum + size + 2 * border, 0);
  const rows = Array.from({ length: height * scale }, (_, y) => {
    const row = [0];
    for (const modules of codes)
      for (let x = -border * scale; x < (modules.size + border) * scale; x++) {
        const column = Math.floor(x / scale);
        const line = Math.floor(y / scale) - border;
        const inside = column >= 0 && column < modules.size && line >= 0 && line < modules.size;
        row.push(inside && modules.get(line, column) ? 0 : 255);
      }
    return Buffer.from(row);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width * scale);
  header.writeUInt32BE(height * scale, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = chunk('IDAT', deflateSync(Buffer.concat(rows)));
  return new Uint8Array(
    Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', new Uint8Array())]),
  );
}

describe('reading QR pictures', () => {
  test('a code goes into a picture and comes back', async () => {
    expect(await readQr(await qrPng(code))).toBe(code);
  });

  test('a picture of the largest code (255 characters and the prefix) comes back', async () => {
    const long = `LPA:1$smdp.example.com$${'A1-'.repeat(100)}`.slice(0, 259);
    expect(await readQr(await qrPng(long))).toBe(long);
  });

  test('light on dark comes back, too', async () => {
    const picture = await QRCode.toBuffer(code, { color: { dark: '#ffffff', light: '#000000' }, width: 300 });
    expect(await readQr(picture)).toBe(code);
  });

  test('a JPEG', async () => {
    const picture = new Uint8Array(Buffer.from(jpegSample, 'base64'));
    expect(await readQr(picture)).toBe('LPA:1$smdp.example.com$JPEG-CODE');
  });

  test('several codes in one picture: the activation code is meant; two of them are refused', async () => {
    expect(await readQr(beside('https://example.com', code))).toBe(code);
    await rejects(readQr(beside(code, 'LPA:1$smdp.example.com$OTHER')), 'qr_ambiguous');
  });

  test('a picture without a QR code', async () => {
    const picture = await QRCode.toBuffer(code, { color: { dark: '#ffffff', light: '#ffffff' } });
    await rejects(readQr(picture), 'qr_not_found');
  });

  test('no picture, an empty one, and one of another kind', async () => {
    await rejects(readQr(new Uint8Array()), 'image_kind_unknown');
    await rejects(readQr(new TextEncoder().encode('GIF89a')), 'image_kind_unknown');
    await rejects(readQr(new TextEncoder().encode(code)), 'image_kind_unknown');
  });

  test('a picture that breaks off', async () => {
    const picture = await qrPng(code);
    await rejects(readQr(picture.subarray(0, 100)), 'image_unreadable');
    // The decoder makes a grey picture of a JPEG without its scan.
    await rejects(readQr(jpegHeader(8, 8)), 'qr_not_found');
  });

  test('a file that is too large', async () => {
    await rejects(readQr(new Uint8Array(maxImageBytes + 1)), 'image_too_large');
  });

  test('a small file that claims a huge picture is refused before it is decoded', async () => {
    const picture = (await qrPng(code)).slice();
    new DataView(picture.buffer).setUint32(16, 60_000);
    new DataView(picture.buffer).setUint32(20, 60_000);
    await rejects(readQr(picture), 'image_dimensions');
    await rejects(readQr(jpegHeader(60_000, 60_000)), 'image_dimensions');
  });
});

describe('size of a picture', () => {
  test('JPEG: the frame header behind other segments', () => {
    expect(imageSize(jpegHeader(640, 480))).toEqual({ width: 640, height: 480 });
  });

  test('JPEG: a segment that points beyond the end, a scan without frame', () => {
    expect(imageSize(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 0, 0, 0, 0, 0, 0))).toBeUndefined();
    expect(imageSize(Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0, 0, 0, 0, 0))).toBeUndefined();
    expect(imageSize(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0))).toBeUndefined();
  });
});

describe('drawing QR codes', () => {
  test('as SVG', async () => {
    expect(await qrSvg(code)).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
  });

  test('not of a text that is no activation code by its length', async () => {
    await rejects(qrPng('A'.repeat(260)), 'qr_text_too_long');
    await rejects(qrSvg(''), 'qr_text_too_long');
  });
});
