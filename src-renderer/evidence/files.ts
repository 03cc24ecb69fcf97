/** Evidence files on their way to and from the engine, in parts. */

import { fromBase64, toBase64 } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { type Evidence, type EvidenceDownload, evidenceMostBytes } from '../../src-shared/model/index.ts';
import type { WorkbenchState } from '../state/workbench.ts';
import { saveFile } from '../ui/save-file.ts';

type Calls = Pick<WorkbenchState, 'call'>;

/** Bytes of one part: base64 makes four of three, and a call has room for eight million characters. */
const PART = 3 * 1024 * 1024;

/** As long as a name of a file can be. */
export const sentName = (name: string): string => name.slice(-255);

/** Puts a file into the engine, where a call takes it by its number. Rejects with `evidence_too_large`, without reading it. */
export async function putFile(workbench: Calls, name: string, file: Blob): Promise<number> {
  if (file.size > evidenceMostBytes)
    throw new WorkbenchError('evidence_too_large', {
      file: sentName(name),
      what: 'a file',
      limit: evidenceMostBytes,
    });
  let upload: number | undefined;
  for (let at = 0; at === 0 || at < file.size; at += PART) {
    const data = toBase64(new Uint8Array(await file.slice(at, at + PART).arrayBuffer()));
    ({ upload } = await workbench.call('evidence.put', {
      ...(upload === undefined ? {} : { upload }),
      data,
    }));
  }
  return upload ?? 0;
}

/**
 * Opens a file and keeps it in the workbench. Rejects with `evidence_foreign`, `evidence_newer`, `evidence_damaged`,
 * `evidence_too_large`: the last of these without reading it, where its size says so.
 */
export async function openEvidence(workbench: Calls, name: string, file: Blob): Promise<Evidence> {
  const upload = await putFile(workbench, name, file);
  return await workbench.call('evidence.open', { upload, fileName: sentName(name) });
}

/** The bytes of a file that was made. Rejects with `evidence_transfer_gone`. */
export async function fetchMade(workbench: Calls, { download, bytes }: EvidenceDownload): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (let done = false; !done; ) {
    const part = await workbench.call('evidence.read', { download, offset });
    const piece = new Uint8Array(fromBase64(part.data));
    parts.push(piece);
    offset += piece.length;
    done = part.done;
  }
  if (offset !== bytes) throw new WorkbenchError('evidence_transfer_gone', { id: download });
  return new Blob(parts);
}

/** Saves a file that was made, by the way of the browser or the desktop. */
export async function saveDownload(workbench: Calls, made: EvidenceDownload): Promise<void> {
  saveFile(made.name, await fetchMade(workbench, made));
}
