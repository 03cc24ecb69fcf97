/** PDF files, page by page, as pixels: scanned pages and drawn QR codes alike. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type PDFiumDocument, PDFiumLibrary, PDFiumModule } from '@hyzyla/pdfium';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { codeImportLimits } from '../../src-shared/model/index.ts';
import type { Pixels } from './qr-decoder.ts';
import { withMemoryLimit } from './wasm-memory.ts';

/** The file itself, what its pictures unfold to, and a page of `maxPixels`. */
const memoryLimit = 512 * 1024 * 1024;
/** Pixels in a point (1/72 inch): 300 dpi, at which a QR code of 12 mm has four pixels a module. */
const usualScale = 300 / 72;
const maxPixels = 16_000_000;
/** A page that is one small label is drawn larger. */
const minSide = 1200;
const maxScale = 20;

let wasm: Uint8Array<ArrayBuffer> | undefined;

/** The file of the installed package: a bundle and Electron find it as a checkout does, and nothing is fetched. */
function wasmBinary(): ArrayBuffer {
  wasm ??= withMemoryLimit(
    readFileSync(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm')),
    memoryLimit,
  );
  return wasm.buffer;
}

/** As `PDFiumLibrary.init`, which would let PDFium write to this process's stderr when its memory ends. */
async function startPdfium(): Promise<PDFiumLibrary> {
  const options = { wasmBinary: wasmBinary(), locateFile: () => '', printErr: () => undefined };
  const module = await PDFiumModule(options);
  module._FPDF_InitLibraryWithConfig({ version: 2 });
  return new PDFiumLibrary(module);
}

export interface PdfPages {
  readonly count: number;
  /** The page at this place, from 1, drawn on white. Throws pdf_page_unreadable, pdf_too_costly. */
  draw(number: number): Promise<Pixels>;
}

/** Why PDFium does not open it: the library has this as a text alone. */
function openingError(cause: unknown): WorkbenchError {
  const text = cause instanceof Error ? cause.message : '';
  if (cause instanceof WebAssembly.RuntimeError) return new WorkbenchError('pdf_too_costly', {}, { cause });
  if (/password|security scheme/i.test(text)) return new WorkbenchError('pdf_encrypted', {}, { cause });
  return new WorkbenchError('pdf_damaged', {}, { cause });
}

async function draw(document: PDFiumDocument, number: number): Promise<Pixels> {
  try {
    const page = document.getPage(number - 1);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    const longer = Math.max(originalWidth, originalHeight);
    const area = originalWidth * originalHeight;
    // A page that could not be loaded has no size.
    if (!(area > 0)) throw new WorkbenchError('pdf_page_unreadable');
    const wanted = Math.min(Math.max(usualScale, minSide / longer), maxScale);
    const scale = Math.min(wanted, Math.sqrt(maxPixels / area));
    const { width, height, data } = await page.render({ scale, render: 'bitmap' });
    return { width, height, data: new Uint8ClampedArray(data) };
  } catch (cause) {
    if (cause instanceof WorkbenchError) throw cause;
    // An abort for want of memory: the instance is of no use any more.
    if (cause instanceof WebAssembly.RuntimeError) throw new WorkbenchError('pdf_too_costly', {}, { cause });
    throw new WorkbenchError('pdf_page_unreadable', {}, { cause });
  }
}

/**
 * Opens a PDF file for as long as `use` runs, in an instance of PDFium of its own, whose memory goes with it. Throws
 * pdf_damaged, pdf_encrypted, pdf_too_costly, pdf_pages, and what `use` throws.
 */
export async function withPdf<T>(bytes: Uint8Array, use: (pages: PdfPages) => Promise<T>): Promise<T> {
  const { pages: limit } = codeImportLimits;
  const library = await startPdfium();
  const document = await library.loadDocument(bytes).catch((cause: unknown) => {
    throw openingError(cause);
  });
  const count = document.getPageCount();
  if (count > limit) throw new WorkbenchError('pdf_pages', { count, limit });
  if (count === 0) throw new WorkbenchError('pdf_damaged');
  return use({ count, draw: (number) => draw(document, number) });
}
