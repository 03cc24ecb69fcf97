/** PDF files written by hand (ISO 32000-1), with as little as a reader needs. */

import { deflateSync } from 'node:zlib';
import QRCode from 'qrcode';
import type { Grey } from './png.ts';

interface Stream {
  /** Entries of its dictionary, beside the length. */
  readonly entries: string;
  readonly data: Uint8Array;
}

export interface PdfPage {
  /** In points. */
  readonly width: number;
  readonly height: number;
  readonly content: string | Uint8Array;
  /** Of its content, as `/Filter /FlateDecode`. */
  readonly filter?: string;
  /** The image XObject `/Im`. */
  readonly image?: Stream;
}

/** A page that is a picture, as a scanner makes them. */
export function scannedPage(
  { width, height, data }: Grey,
  points: { width: number; height: number },
): PdfPage {
  return imagePage(points, {
    entries: `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
    data: deflateSync(data, { level: 1 }),
  });
}

export function imagePage(points: { width: number; height: number }, image: Stream): PdfPage {
  return { ...points, content: `q ${points.width} 0 0 ${points.height} 0 0 cm /Im Do Q`, image };
}

/** A page with a QR code drawn as rectangles, its modules so many points wide. */
export function drawnPage(text: string, module: number, left = 72, bottom = 72): PdfPage {
  const { modules } = QRCode.create(text);
  const squares: string[] = [];
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) {
        const [x, y] = [left + column * module, bottom + (modules.size - 1 - row) * module];
        squares.push(`${x} ${y} ${module} ${module} re`);
      }
  return { width: 595, height: 842, content: `${squares.join('\n')} f` };
}

/** The file. `trailer` has further entries of its trailer, as /Encrypt. */
export function pdf(pages: readonly PdfPage[], trailer = ''): Uint8Array {
  const objects: Buffer[] = [];
  const add = (body: Buffer | string) => objects.push(Buffer.from(body));
  const stream = ({ entries, data }: Stream) =>
    Buffer.concat([
      Buffer.from(`<< ${entries} /Length ${data.length} >>\nstream\n`),
      data,
      Buffer.from('\nendstream'),
    ]);
  // 1: catalogue, 2: the tree of pages; then for each page itself, its content, its image.
  const kids = pages.map((_, at) => `${3 + at * 3} 0 R`);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`);
  for (const [at, { width, height, content, filter = '', image }] of pages.entries()) {
    const own = 3 + at * 3;
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${own + 1} 0 R /Resources << /XObject << /Im ${own + 2} 0 R >> >> >>`,
    );
    add(stream({ entries: filter, data: Buffer.from(content) }));
    add(image === undefined ? 'null' : stream(image));
  }
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]?.length ?? 0;
  const offsets = objects.map((body, at) => {
    const offset = length;
    const object = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(object);
    length += object.length;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return new Uint8Array(Buffer.concat(parts));
}

/** A trailer that wants a password: with these values the empty one does not fit (§7.6.3.4). */
export const encrypted = `/ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >>`;
