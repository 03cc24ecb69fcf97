import QRCode from 'qrcode';
import { describe, expect, test } from 'vitest';
import { imageSize } from '../../src-main/codes/image-size.ts';
import { maxImageBytes, qrPng, qrSvg, readQr } from '../../src-main/codes/qr.ts';
import { type ErrorCode, WorkbenchError } from '../../src-shared/errors/index.ts';
import { failure } from '../support/errors.ts';
import { pngOf, qrGrid } from '../support/png.ts';
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

/** QR codes side by side in one picture. */
const beside = (...texts: string[]) => pngOf(qrGrid(texts, texts.length, 4));

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
    expect(qrSvg(code)).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
  });

  test('not of a text that is no activation code by its length', async () => {
    await rejects(qrPng('A'.repeat(260)), 'qr_text_too_long');
    expect(failure(() => qrSvg(''))).toEqual({ code: 'qr_text_too_long', length: 0 });
  });
});
