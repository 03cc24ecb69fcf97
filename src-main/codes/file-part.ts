/** Files with activation codes in them, and the way through them part by part. Loads none of what decodes them. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { type CodeFindings, codeImportLimits } from '../../src-shared/model/index.ts';
import type { DateOrder } from './fields.ts';
import { type Findings, startFindings } from './findings.ts';
import { imageSize, maxImageBytes } from './image-size.ts';

export interface CodeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A piece of work that ends within seconds: a whole file, or some pages of it. */
export interface FilePart {
  readonly file: CodeFile;
  /** From 1. Only a PDF file has more than one page. */
  readonly fromPage: number;
  readonly dateOrder?: DateOrder | undefined;
}

export interface PartFindings {
  readonly findings: CodeFindings;
  /** Where to go on. Absent: the file is read. */
  readonly nextPage?: number;
}

export function isPdf({ bytes }: CodeFile): boolean {
  // Readers accept what stands before the header within its first kilobyte (ISO 32000-1 Annex H.3.4.1).
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-');
}

/** Throws code_file_too_large, image_too_large: before a file is copied or sent anywhere. */
export function checkFileSize(file: CodeFile): void {
  const { length } = file.bytes;
  const { listBytes, pdfBytes } = codeImportLimits;
  if (imageSize(file.bytes) !== undefined && length > maxImageBytes)
    throw new WorkbenchError('image_too_large', { length, limit: maxImageBytes });
  const limit = isPdf(file) ? pdfBytes : listBytes;
  if (length > limit) throw new WorkbenchError('code_file_too_large', { length, limit });
}

async function readFile(
  file: CodeFile,
  read: (part: FilePart) => Promise<PartFindings>,
  options: { readonly dateOrder?: DateOrder | undefined },
  findings: Findings,
): Promise<void> {
  let empty = true;
  for (let fromPage: number | undefined = 1; fromPage !== undefined; ) {
    const place = { file: file.name, ...(fromPage > 1 && { page: fromPage }) };
    try {
      const part: PartFindings = await read({ file, fromPage, ...options });
      const { found, refused, passedOver } = part.findings;
      empty &&= found.length + refused.length + passedOver.qrCodes === 0;
      findings.merge(part.findings);
      fromPage = part.nextPage;
    } catch (error) {
      // Every other file would meet the same.
      if (error instanceof WorkbenchError && error.code === 'engine_gone') throw error;
      findings.refuse(place, error);
      return;
    }
  }
  if (empty) findings.refuse({ file: file.name }, new WorkbenchError('qr_none_in_file'));
}

/**
 * The codes of all files, in their order, part by part: `read` is `readFilePart`, or asks a worker to run it. A file that
 * cannot be read is refused, and the others are read all the same. Throws code_files_too_many, codes_too_many, and
 * engine_gone of `read`.
 */
export async function readCodeFiles(
  files: readonly CodeFile[],
  read: (part: FilePart) => Promise<PartFindings>,
  options: { readonly dateOrder?: DateOrder | undefined } = {},
): Promise<CodeFindings> {
  const { files: limit } = codeImportLimits;
  if (files.length > limit) throw new WorkbenchError('code_files_too_many', { count: files.length, limit });
  const findings = startFindings();
  for (const file of files) await readFile(file, read, options, findings);
  return findings.result;
}
