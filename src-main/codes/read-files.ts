/** One file with activation codes in it, of whatever kind: a list, a picture of QR codes, a PDF file. Loads the decoders. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { findCodes } from '../../src-shared/find-codes.ts';
import type { CodePlace } from '../../src-shared/model/index.ts';
import { type CodeFile, checkFileSize, type FilePart, isPdf, type PartFindings } from './file-part.ts';
import { type Findings, startFindings } from './findings.ts';
import { checkImage, imageSize } from './image-size.ts';
import { decodeQr } from './qr-decoder.ts';
import { readCodeList } from './read-list.ts';
import { withPdf } from './read-pdf.ts';
import { checkRecord } from './record.ts';

/** Drawing and searching a page takes up to a second. */
const pagesAtOnce = 8;
const mostCodes = 255;

function takeTexts(texts: readonly string[], place: CodePlace, findings: Findings): void {
  for (const [at, text] of texts.entries()) {
    // A QR code of a web page beside that of the code is nothing wrong.
    if (!/^\s*lpa:/i.test(text) && findCodes(text).length === 0) {
      findings.passOver({ qrCodes: 1 });
      continue;
    }
    const here = texts.length > 1 ? { ...place, index: at + 1 } : place;
    try {
      findings.add({ place: here, source: 'qr', ...checkRecord({ activationCode: text }) });
    } catch (error) {
      findings.refuse(here, error);
    }
  }
}

async function readPicture({ file }: FilePart): Promise<PartFindings> {
  checkImage(file.bytes);
  const findings = startFindings();
  takeTexts(await decodeQr(file.bytes, mostCodes), { file: file.name }, findings);
  return { findings: findings.result };
}

function readPages({ file, fromPage }: FilePart): Promise<PartFindings> {
  return withPdf(file.bytes, async (pages) => {
    const findings = startFindings();
    const nextPage = fromPage + pagesAtOnce;
    for (let page = fromPage; page < nextPage && page <= pages.count; page++) {
      const place = { file: file.name, page };
      try {
        takeTexts(await decodeQr(await pages.draw(page), mostCodes), place, findings);
      } catch (error) {
        findings.refuse(place, error);
        // PDFium is spoilt; the pages that follow get another one.
        if (error instanceof WorkbenchError && error.code === 'pdf_too_costly' && page < pages.count)
          return { findings: findings.result, nextPage: page + 1 };
      }
    }
    return { findings: findings.result, ...(nextPage <= pages.count && { nextPage }) };
  });
}

/** Pictures of kinds that are known but not read: an error that says so is better than "no text". */
function isOtherPicture({ bytes }: CodeFile): boolean {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return /^(II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(hei|mif|avi))/s.test(head);
}

/**
 * Reads one part. Throws what is wrong with the file as a whole: code_file_too_large, code_list_*, image_*, pdf_*; what is wrong
 * with single codes and pages is in the findings.
 */
export async function readFilePart(part: FilePart): Promise<PartFindings> {
  const { file, dateOrder } = part;
  checkFileSize(file);
  if (isPdf(file)) return readPages(part);
  if (imageSize(file.bytes) !== undefined || isOtherPicture(file)) return readPicture(part);
  const options = { file: file.name, ...(dateOrder !== undefined && { dateOrder }) };
  return { findings: readCodeList(file.bytes, options) };
}
