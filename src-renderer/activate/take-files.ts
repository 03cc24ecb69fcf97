import { toBase64 } from '../../src-shared/bytes.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { recogniseCodes } from '../../src-shared/find-codes.ts';
import { pictureAsBase64 } from '../download/picture.ts';
import type { WorkbenchState } from '../state/workbench.ts';

/** Text files longer than that are lists for the vault, not for this page. */
const maxText = 2 * 1024 * 1024;
/** What goes over in one call. */
const maxFile = 5_900_000;

const isPicture = (file: File) => file.type.startsWith('image/');
const isPdf = (file: File) => file.type === 'application/pdf' || /\.pdf$/i.test(file.name);

/**
 * The codes in files that were dropped, pasted or chosen: pictures of QR codes, PDF files, lists and text. Rejects with the reason of
 * the first file where none of them has a code.
 */
export async function codesOfFiles(
  workbench: WorkbenchState,
  files: readonly File[],
): Promise<readonly string[]> {
  const codes: string[] = [];
  let reason: WorkbenchError | undefined;
  for (const file of files.slice(0, 50)) {
    try {
      codes.push(...(await codesOf(workbench, file)));
    } catch (thrown) {
      reason ??= toWorkbenchError(thrown);
    }
  }
  if (codes.length === 0 && reason !== undefined) throw reason;
  return [...new Set(codes)];
}

async function codesOf(workbench: WorkbenchState, file: File): Promise<readonly string[]> {
  if (isPicture(file)) {
    let image: string;
    try {
      image = await pictureAsBase64(file);
    } catch (cause) {
      throw new WorkbenchError('image_unreadable', {}, { cause });
    }
    return codesOfPicture(workbench, image);
  }
  const pdf = isPdf(file);
  if (pdf && file.size > maxFile)
    throw new WorkbenchError('code_file_too_large', { length: file.size, limit: maxFile });
  if (!pdf && file.size > maxText) return [];
  const inText = pdf ? [] : recogniseCodes(await file.text());
  if (inText.length > 0) return inText;
  // A list may have server and matching id in columns of their own.
  return readAll(workbench, file.name, toBase64(new Uint8Array(await file.arrayBuffer())));
}

/** The codes in a picture (PNG or JPEG in base64), in the order in which they are read. Rejects with what is wrong with it. */
export async function codesOfPicture(workbench: WorkbenchState, image: string): Promise<readonly string[]> {
  try {
    const { activationCode } = await workbench.call('codes.fromImage', { image });
    return [activationCode];
  } catch (thrown) {
    const error = toWorkbenchError(thrown);
    if (error.code !== 'qr_ambiguous') throw error;
    const codes = await readAll(workbench, '', image);
    // Several QR codes of something else.
    if (codes.length === 0) throw error;
    return codes;
  }
}

/** All codes of a file; none where it has none. Rejects where there are only wrong ones, with what is wrong with the first. */
async function readAll(workbench: WorkbenchState, name: string, data: string): Promise<readonly string[]> {
  const { codes, refused } = await workbench.call('codes.read', { file: { name: name.slice(-300), data } });
  const [wrong] = refused;
  if (codes.length === 0 && wrong !== undefined) throw WorkbenchError.fromData(wrong.error);
  return codes;
}
