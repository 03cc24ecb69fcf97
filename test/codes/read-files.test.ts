import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type CodeFile, type FilePart, readCodeFiles } from '../../src-main/codes/file-part.ts';
import { qrPng, qrSvg, readQr } from '../../src-main/codes/qr.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { withMemoryLimit } from '../../src-main/codes/wasm-memory.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { codeFindings, codeImportLimits } from '../../src-shared/model/index.ts';
import { errorOf } from '../support/errors.ts';
import { drawnPage, encrypted, imagePage, type PdfPage, pdf, scannedPage } from '../support/pdf.ts';
import { type Grey, greyPng, pngOf, qrGrid } from '../support/png.ts';
import { jpegSample } from './jpeg-sample.ts';

const a4 = { width: 595, height: 842 };
const code = (id: string | number) => `LPA:1$smdp.example.com$ID-${id}`;
const codes = (count: number, from = 0) => Array.from({ length: count }, (_, at) => code(at + from));
const utf8 = (text: string) => new TextEncoder().encode(text);

async function read(files: Record<string, Uint8Array>) {
  const list = Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
  const findings = codeFindings.parse(await readCodeFiles(list, readFilePart));
  return {
    found: findings.found.map(({ place, record }) => [place, record.activationCode]),
    refused: findings.refused.map(({ place, error }) => [place, error.code]),
    findings,
  };
}

describe('pictures', () => {
  test('several codes in one, in reading order, with their places', async () => {
    const { found, refused } = await read({ 'sheet.png': pngOf(qrGrid(codes(12), 4, 3)) });
    expect(found).toEqual(codes(12).map((one, at) => [{ file: 'sheet.png', index: at + 1 }, one]));
    expect(refused).toEqual([]);
  });

  test('one code beside that of a web page; a wrong one; none', async () => {
    const { found, refused, findings } = await read({
      'web.png': pngOf(qrGrid(['https://example.com', code(1)], 2, 4)),
      'wrong.png': await qrPng('LPA:1$smdp.example.com'),
      'link.png': await qrPng('https://shop.example.com/qr?carddata=LPA:1$smdp.example.com$ID-2&lang=en'),
      'blank.png': greyPng(40, 40, new Uint8Array(41 * 40)),
    });
    expect(found).toEqual([
      [{ file: 'web.png', index: 2 }, code(1)],
      [{ file: 'link.png' }, code(2)],
    ]);
    expect(refused).toEqual([
      [{ file: 'wrong.png' }, 'activation_code_missing_part'],
      [{ file: 'blank.png' }, 'qr_none_in_file'],
    ]);
    expect(findings.passedOver.qrCodes).toBe(1);
  });

  test('JPEG, GIF and BMP', async () => {
    const { found } = await read({
      'a.jpg': new Uint8Array(Buffer.from(jpegSample, 'base64')),
      'b.gif': gif(qrGrid([code('GIF')], 1, 3)),
      'c.bmp': bmp(qrGrid([code('BMP')], 1, 3)),
    });
    expect(found.map(([, text]) => text)).toEqual([
      'LPA:1$smdp.example.com$JPEG-CODE',
      code('GIF'),
      code('BMP'),
    ]);
    expect(await readQr(gif(qrGrid([code('GIF')], 1, 3)))).toBe(code('GIF'));
  });

  test('kinds that are not read say so', async () => {
    const tiff = Uint8Array.of(0x49, 0x49, 0x2a, 0, 8, 0, 0, 0);
    const webp = utf8('RIFF\x10\0\0\0WEBPVP8 ');
    const heic = utf8('\0\0\0\x18ftypheic');
    expect((await read({ 'a.tif': tiff, 'b.webp': webp, 'c.heic': heic })).refused).toEqual([
      [{ file: 'a.tif' }, 'image_kind_unknown'],
      [{ file: 'b.webp' }, 'image_kind_unknown'],
      [{ file: 'c.heic' }, 'image_kind_unknown'],
    ]);
  });

  test('a small file that claims a huge picture', async () => {
    const [width, height] = [60_000, 60_000];
    const wide = gif(qrGrid([code(1)], 1, 1));
    new DataView(wide.buffer).setUint16(6, width, true);
    new DataView(wide.buffer).setUint16(8, height, true);
    expect(
      (await read({ 'a.png': greyPng(width, height, new Uint8Array(9)), 'b.gif': wide })).refused,
    ).toEqual([
      [{ file: 'a.png' }, 'image_dimensions'],
      [{ file: 'b.gif' }, 'image_dimensions'],
    ]);
  });

  test('a small picture that unfolds to a gigabyte is stopped, and the next one is read', async () => {
    const bomb = greyPng(8, 8, new Uint8Array(1024 * 1024 * 1024));
    const { found, refused } = await read({ 'bomb.png': bomb, 'good.png': await qrPng(code(1)) });
    expect(refused).toEqual([[{ file: 'bomb.png' }, 'image_unreadable']]);
    expect(found).toEqual([[{ file: 'good.png' }, code(1)]]);
  });
});

describe('PDF files', () => {
  test('scanned pages and drawn codes, by page', async () => {
    const jpeg = {
      entries:
        '/Type /XObject /Subtype /Image /Width 105 /Height 105 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode',
      data: Buffer.from(jpegSample, 'base64'),
    };
    const file = pdf([
      scannedPage(qrGrid(codes(6), 2, 8), a4),
      drawnPage(code('DRAWN'), 1),
      { ...a4, content: '' },
      imagePage({ width: 200, height: 200 }, jpeg),
      drawnPage('https://example.com', 2),
    ]);
    const { found, refused, findings } = await read({ 'codes.pdf': file });
    expect(found).toEqual([
      ...codes(6).map((one, at) => [{ file: 'codes.pdf', page: 1, index: at + 1 }, one]),
      [{ file: 'codes.pdf', page: 2 }, code('DRAWN')],
      [{ file: 'codes.pdf', page: 4 }, 'LPA:1$smdp.example.com$JPEG-CODE'],
    ]);
    expect(refused).toEqual([]);
    expect(findings.passedOver.qrCodes).toBe(1);
  });

  test('a page that lay askew and grey on the scanner', async () => {
    const straight = qrGrid(codes(6), 2, 8);
    const { width, height } = straight;
    const [sin, cos] = [Math.sin(0.07), Math.cos(0.07)];
    const data = straight.data.map((_, at) => {
      const [x, y] = [(at % width) - width / 2, Math.floor(at / width) - height / 2];
      const [column, row] = [
        Math.round(x * cos - y * sin + width / 2),
        Math.round(x * sin + y * cos + height / 2),
      ];
      const outside = column < 0 || row < 0 || column >= width || row >= height;
      const pixel = outside ? 255 : (straight.data[row * width + column] ?? 255);
      // Grey paper, pale print, and grain that is the same in every run.
      return 60 + pixel * 0.5 + ((at * 7919) % 61);
    });
    const { found, refused } = await read({ 'scan.pdf': pdf([scannedPage({ width, height, data }, a4)]) });
    expect(found.map(([, text]) => text).sort()).toEqual(codes(6));
    expect(refused).toEqual([]);
  });

  test('more pages than are read at once, with one code twice', async () => {
    const pages = codes(10).map((one) => drawnPage(one, 2));
    const parts: number[] = [];
    const reading = (part: FilePart) => {
      parts.push(part.fromPage);
      return readFilePart(part);
    };
    const bytes = pdf([...pages, drawnPage(code(0), 3)]);
    const { found, refused } = await readCodeFiles([{ name: 'a.pdf', bytes }], reading);
    expect(parts).toEqual([1, 9]);
    expect(found.map(({ place, record }) => [place.page, record.activationCode])).toEqual(
      codes(10).map((one, at) => [at + 1, one]),
    );
    expect(refused).toEqual([
      {
        place: { file: 'a.pdf', page: 11 },
        error: { code: 'code_line_duplicate', params: { first: 'a.pdf, page 1' } },
      },
    ]);
  });

  test('a page of one small label, and one as large as a house', async () => {
    const label = { ...drawnPage(code('SMALL'), 1, 4, 4), width: 37, height: 37 };
    const house = { ...drawnPage(code('LARGE'), 350), width: 14_400, height: 14_400 };
    expect((await read({ 'a.pdf': pdf([label, house]) })).found.map(([, text]) => text)).toEqual([
      code('SMALL'),
      code('LARGE'),
    ]);
  });

  test('encrypted, broken off, empty, no PDF, too many pages', async () => {
    const good = pdf([drawnPage(code(1), 2)]);
    const empty: PdfPage = { ...a4, content: '' };
    const { refused, found } = await read({
      'encrypted.pdf': pdf([drawnPage(code(1), 2)], encrypted),
      'short.pdf': good.subarray(0, 150),
      'text.pdf': utf8('%PDF-1.7 and nothing else'),
      'no-pages.pdf': pdf([]),
      'no-codes.pdf': pdf([empty]),
      'many.pdf': pdf(Array.from({ length: codeImportLimits.pages + 1 }, () => empty)),
      'good.pdf': good,
    });
    expect(refused).toEqual([
      [{ file: 'encrypted.pdf' }, 'pdf_encrypted'],
      [{ file: 'short.pdf' }, 'pdf_damaged'],
      [{ file: 'text.pdf' }, 'pdf_damaged'],
      [{ file: 'no-pages.pdf' }, 'pdf_damaged'],
      [{ file: 'no-codes.pdf' }, 'qr_none_in_file'],
      [{ file: 'many.pdf' }, 'pdf_pages'],
    ]);
    expect(found).toEqual([[{ file: 'good.pdf', page: 1 }, code(1)]]);
  });

  test('pictures and drawings that unfold to gigabytes take no more than they may', async () => {
    const gigabyte = deflateSync(Buffer.alloc(1024 * 1024 * 1024));
    const picture = imagePage(a4, {
      entries:
        '/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter [/FlateDecode /RunLengthDecode]',
      data: gigabyte,
    });
    const drawing = { ...a4, content: gigabyte, filter: '/Filter /FlateDecode' };
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    onTestFinished(() => said.mockRestore());
    const { found } = await read({ 'bomb.pdf': pdf([picture, drawing, drawnPage(code(1), 2)]) });
    expect(found).toEqual([[{ file: 'bomb.pdf', page: 3 }, code(1)]]);
    // PDFium would tell everybody that its memory has ended.
    expect(said).not.toHaveBeenCalled();
  });
});

describe('a folder', () => {
  test('with files of all kinds; what stands twice is told over all of them', async () => {
    const { found, refused } = await read({
      'list.csv': utf8(`lpa;label\n${code(1)};a\n${code(2)};b`),
      'one.png': await qrPng(code(2)),
      'two.png': await qrPng(code(3)),
      'notes.txt': utf8('nothing here'),
      'table.xlsx': Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0),
      'empty.txt': new Uint8Array(),
    });
    expect(found).toEqual([
      [{ file: 'list.csv', line: 2 }, code(1)],
      [{ file: 'list.csv', line: 3 }, code(2)],
      [{ file: 'two.png' }, code(3)],
    ]);
    expect(refused).toEqual([
      [{ file: 'one.png' }, 'code_line_duplicate'],
      [{ file: 'notes.txt' }, 'code_list_empty'],
      [{ file: 'table.xlsx' }, 'code_list_not_text'],
      [{ file: 'empty.txt' }, 'code_list_empty'],
    ]);
  });

  test('with files that are too large, each by its kind, and with too many files', async () => {
    const large = (head: Uint8Array, length: number) => {
      const bytes = new Uint8Array(length);
      bytes.set(head);
      return bytes;
    };
    const { refused } = await read({
      'a.csv': large(utf8('lpa'), codeImportLimits.listBytes + 1),
      'b.png': large(await qrPng(code(1)), 8 * 1024 * 1024 + 1),
      'c.pdf': large(utf8('%PDF-1.4'), codeImportLimits.pdfBytes + 1),
    });
    expect(refused.map(([, error]) => error)).toEqual([
      'code_file_too_large',
      'image_too_large',
      'code_file_too_large',
    ]);
    const files = Array.from({ length: codeImportLimits.files + 1 }, () => ({ name: 'x', bytes: utf8('x') }));
    expect((await errorOf(readCodeFiles(files, readFilePart))).code).toBe('code_files_too_many');
  });

  test('whose reading breaks off for one file goes on with the others, and ends with the engine', async () => {
    const files: CodeFile[] = ['a.txt', 'b.txt'].map((name, at) => ({ name, bytes: utf8(code(at)) }));
    const failing = (error: WorkbenchError) => (part: FilePart) =>
      part.file.name === 'a.txt' ? Promise.reject(error) : readFilePart(part);
    const late = new WorkbenchError('timed_out', { what: 'Reading the file', seconds: 30 });
    expect(await readCodeFiles(files, failing(late))).toMatchObject({
      found: [{ place: { file: 'b.txt', line: 1 } }],
      refused: [{ place: { file: 'a.txt' }, error: late.toData() }],
    });
    expect((await errorOf(readCodeFiles(files, failing(new WorkbenchError('engine_gone'))))).code).toBe(
      'engine_gone',
    );
    const lines = (from: number) => utf8(codes(codeImportLimits.codes / 2 + 1, from).join('\n'));
    const large = [lines(0), lines(100_000)].map((bytes) => ({ name: 'x', bytes }));
    expect((await errorOf(readCodeFiles(large, readFilePart))).code).toBe('codes_too_many');
    // A mistake of ours is no fault of the file.
    await expect(
      readCodeFiles(files, () => Promise.reject(new TypeError('x is undefined'))),
    ).rejects.toBeInstanceOf(TypeError);
  });
});

describe('for any bytes', () => {
  const readable = async (bytes: Uint8Array) => {
    codeFindings.parse(await readCodeFiles([{ name: 'x', bytes }], readFilePart));
  };

  test('there are findings and nothing else: damaged PDF files and pictures', async () => {
    const samples = [
      pdf([drawnPage(code(1), 4), scannedPage(qrGrid([code(2)], 1, 2), { width: 90, height: 90 })]),
      await qrPng(code(1)),
      gif(qrGrid([code(1)], 1, 1)),
      bmp(qrGrid([code(1)], 1, 1)),
      new Uint8Array(Buffer.from(jpegSample, 'base64')),
      utf8(qrSvg(code(1))),
    ];
    const damage = fc.record({
      sample: fc.constantFrom(...samples),
      changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 6 }),
      end: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ sample, changes, end, cut }) => {
        const bytes = cut ? sample.slice(0, Math.ceil(end * sample.length)) : sample.slice();
        for (const [at, value] of changes) bytes[Math.floor(at * bytes.length)] = value;
        await readable(bytes);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the ceiling of memory', () => {
  /** A module with a memory of 1 page, at most 65,536 of them, which it exports as `m` (Core Specification §5.5). */
  const module = Uint8Array.of(
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...[5, 6, 1, 1, 1, 0x80, 0x80, 4],
    ...[7, 5, 1, 1, 0x6d, 2, 0],
  );
  const memoryOf = async (bytes: Uint8Array<ArrayBuffer>) => {
    const { instance } = await WebAssembly.instantiate(bytes);
    return instance.exports['m'] as WebAssembly.Memory;
  };

  test('is where it was put, and the module is otherwise the same', async () => {
    const memory = await memoryOf(withMemoryLimit(module, 3 * 65_536 + 5));
    expect(memory.grow(2)).toBe(1);
    expect(() => memory.grow(1)).toThrow(RangeError);
    expect((await memoryOf(module)).grow(3)).toBe(1);
  });

  test('is never below what the module begins with, and never above its own', async () => {
    expect((await memoryOf(withMemoryLimit(module, 0))).buffer.byteLength).toBe(65_536);
    expect(withMemoryLimit(module, Number.MAX_SAFE_INTEGER)).toEqual(module);
  });

  test('is refused where there is nothing to limit', () => {
    expect(() => withMemoryLimit(module.subarray(0, 8), 1)).toThrow(RangeError);
    const open = Uint8Array.of(...module.subarray(0, 8), 5, 3, 1, 0, 1);
    expect(() => withMemoryLimit(open, 1)).toThrow(RangeError);
  });
});

/** GIF89a, uncompressed: a clear code after each pair of pixels keeps the codes at three bits. */
function gif({ width, height, data }: Grey): Uint8Array {
  const bits: number[] = [];
  const put = (value: number) => bits.push(value & 1, (value >> 1) & 1, value >> 2);
  for (const [at, pixel] of data.entries()) {
    if (at % 2 === 0) put(4);
    put(pixel === 0 ? 0 : 1);
  }
  put(5);
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  );
  const blocks: number[] = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  const size = [width & 255, width >> 8, height & 255, height >> 8];
  const head = [...utf8('GIF89a'), ...size, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
  return Uint8Array.from([...head, 0x2c, 0, 0, 0, 0, ...size, 0, 2, ...blocks, 0, 0x3b]);
}

/** BMP of 24 bits a pixel, from bottom to top. */
function bmp({ width, height, data }: Grey): Uint8Array {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const out = Buffer.alloc(54 + stride * height);
  out.write('BM');
  out.writeUInt32LE(out.length, 2);
  out.writeUInt32LE(54, 10);
  out.writeUInt32LE(40, 14);
  out.writeInt32LE(width, 18);
  out.writeInt32LE(height, 22);
  out.writeUInt16LE(1, 26);
  out.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = 54 + (height - 1 - y) * stride + x * 3;
      out.fill(data[y * width + x] ?? 0, at, at + 3);
    }
  return new Uint8Array(out);
}
