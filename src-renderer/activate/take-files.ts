import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { recogniseCodes } from '../../src-shared/find-codes.ts';
import { pictureAsBase64 } from '../download/picture.ts';
import type { WorkbenchState } from '../state/workbench.ts';

/** Text files longer than that are lists for the vault, not for this page. */
const maxText = 2 * 1024 * 1024;

const isPicture = (file: File) => file.type.startsWith('image/');

/**
 * The codes in files that were dropped, pasted or chosen: pictures of QR codes and text. Rejects with the reason of the first file
 * where none of them has a code.
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
  if (!isPicture(file)) return file.size > maxText ? [] : recogniseCodes(await file.text());
  let image: string;
  try {
    image = await pictureAsBase64(file);
  } catch (cause) {
    throw new WorkbenchError('image_unreadable', {}, { cause });
  }
  const { activationCode } = await workbench.call('codes.fromImage', { image });
  return [activationCode];
}
