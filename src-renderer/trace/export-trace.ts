import type { CallInput, CallOutput } from '../../src-shared/api.ts';
import { fromBase64 } from '../../src-shared/bytes.ts';
import type { WorkbenchState } from '../state/workbench.ts';
import { saveFile } from '../ui/save-file.ts';

type Download = CallOutput<'trace.export'>;

/** Fetches a file that the engine has made, part by part, and gives it to the browser. */
async function fetchFile(
  workbench: Pick<WorkbenchState, 'call'>,
  { download, name }: Download,
): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let offset = 0, done = false; !done; ) {
    const part = await workbench.call('evidence.read', { download, offset });
    const bytes = Uint8Array.from(fromBase64(part.data));
    parts.push(bytes);
    offset += bytes.length;
    ({ done } = part);
  }
  saveFile(name, new Blob(parts, { type: 'application/octet-stream' }));
}

export type ExportFormat = CallInput<'trace.export'>['format'];

/** The trace of an operation, or of opened evidence (below 0), as a file of another format. Rejects with what the calls throw. */
export async function exportTrace(
  workbench: Pick<WorkbenchState, 'call'>,
  operationId: number,
  format: ExportFormat,
): Promise<void> {
  const of = operationId > 0 ? { operationId } : { evidenceId: -operationId };
  await fetchFile(workbench, await workbench.call('trace.export', { ...of, format }));
}
