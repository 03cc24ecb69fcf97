import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageSize } from '../../src-main/codes/image-size.ts';
import { maxImageBytes, readQr } from '../../src-main/codes/qr.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { decodeWebp } from '../../src-main/codes/webp.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { webpSamples } from './webp-samples.ts';

const sample = (name: keyof typeof webpSamples) => new Uint8Array(Buffer.from(webpSamples[name], 'base64'));

async function codeOf(image: Uint8Array): Promise<string | undefined> {
  const thrown = await readQr(image).then(
    () => undefined,
    (error: unknown) => error,
  );
  return thrown instanceof WorkbenchError ? thrown.code : undefined;
}

/** RFC 9649 §2.7: a file whose first chunk tells of what follows. */
function extended(flags: number, width: number, height: number, rest = new Uint8Array(0)): Uint8Array {
  const head = Buffer.alloc(30);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(22 + rest.length, 4);
  head.write('WEBPVP8X', 8, 'latin1');
  head.writeUInt32LE(10, 16);
  head[20] = flags;
  head.writeUIntLE(width - 1, 24, 3);
  head.writeUIntLE(height - 1, 27, 3);
  return new Uint8Array(Buffer.concat([head, rest]));
}

describe('WebP pictures', () => {
  it.each([
    ['lossless', 'LPA:1$smdp.example.com$WEBP-CODE'],
    ['lossy', 'LPA:1$smdp.example.com$WEBP-CODE'],
    ['transparent', 'LPA:1$smdp.example.com$TRANSPARENT'],
  ] as const)('%s ones are read', async (name, code) => {
    const bytes = sample(name);
    expect(imageSize(bytes)).toEqual({ width: 111, height: 111 });
    expect(await readQr(bytes)).toBe(code);
    const { findings } = await readFilePart({ file: { name: 'a.webp', bytes }, fromPage: 1 });
    expect(findings.found.map(({ record }) => record.activationCode)).toEqual([code]);
  });

  it('ones with further chunks are read, too', async () => {
    const { buffer } = sample('lossless');
    const whole = extended(0, 111, 111, new Uint8Array(buffer).subarray(12));
    expect(imageSize(whole)).toEqual({ width: 111, height: 111 });
    expect(await readQr(whole)).toBe('LPA:1$smdp.example.com$WEBP-CODE');
  });

  it('are decoded as they are: what can be seen through is white', async () => {
    const { width, height, data } = await decodeWebp(sample('transparent'));
    expect([width, height, data.length]).toEqual([111, 111, 4 * 111 * 111]);
    // The quiet zone, and the corner of the finder pattern.
    const pixel = (x: number, y: number) => [...data.subarray(4 * (y * 111 + x), 4 * (y * 111 + x) + 4)];
    expect(pixel(0, 0)).toEqual([255, 255, 255, 255]);
    expect(pixel(13, 13)).toEqual([0, 0, 0, 255]);
  });

  it('that claim what they are not are refused before they are decoded, and by their decoder', async () => {
    expect(await codeOf(extended(0, 16_000, 16_000))).toBe('image_dimensions');
    expect(await codeOf(extended(0, 1 << 24, 1 << 24))).toBe('image_dimensions');
    expect(await codeOf(extended(0, 111, 111))).toBe('image_unreadable');
    // A canvas that its picture does not fill, and an animation without frames.
    const picture = new Uint8Array(sample('lossless').buffer).subarray(12);
    expect(await codeOf(extended(0, 500, 500, picture))).toBe('image_unreadable');
    expect(await codeOf(extended(2, 111, 111))).toBe('image_unreadable');
    const large = new Uint8Array(maxImageBytes + 1);
    large.set(sample('lossless'));
    expect(await codeOf(large)).toBe('image_too_large');
    expect(await codeOf(sample('lossless').subarray(0, 25))).toBe('image_kind_unknown');
  });

  it('that are cut off or changed end with an error or a code, and the next one is read', async () => {
    const names = fc.constantFrom('lossless', 'lossy', 'transparent');
    await fc.assert(
      fc.asyncProperty(names, fc.nat(), fc.nat(255), fc.nat(), async (name, at, byte, cut) => {
        const bytes = sample(name);
        bytes[at % bytes.length] = byte;
        const error = await codeOf(
          bytes.subarray(0, bytes.length - (cut % 4 === 0 ? cut % bytes.length : 0)),
        );
        expect([
          undefined,
          'image_kind_unknown',
          'image_dimensions',
          'image_unreadable',
          'qr_not_found',
        ]).toContain(error);
      }),
      { numRuns: 60 },
    );
    expect(await readQr(sample('lossy'))).toBe('LPA:1$smdp.example.com$WEBP-CODE');
  });
});
