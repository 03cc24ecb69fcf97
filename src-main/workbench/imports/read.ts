/** Recordings of other programs: their format found out, and read. */

import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { ImportFormat } from '../../../src-shared/model/index.ts';
import { readCaptureFile } from './capture.ts';
import { isCapture } from './capture-file.ts';
import { isLpacLog, readLpacLog } from './lpac.ts';
import { isSpyLog, readSpyLog } from './pcsc-spy.ts';
import { colours, type ReadOptions, type Recording } from './recording.ts';

const readers: Readonly<Record<ImportFormat, (bytes: Uint8Array, options: ReadOptions) => Recording>> = {
  lpac: readLpacLog,
  pcsc_spy: readSpyLog,
  pcap: readCaptureFile,
};

/** A log may begin with what was printed before it. */
const headBytes = 256 * 1024;

export function formatOf(bytes: Uint8Array): ImportFormat | undefined {
  if (isCapture(bytes)) return 'pcap';
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString('latin1').replace(colours, '');
  if (isLpacLog(head)) return 'lpac';
  return isSpyLog(head) ? 'pcsc_spy' : undefined;
}

/** @throws WorkbenchError import_format_unknown, import_malformed, import_empty, import_too_many */
export function readRecording(
  bytes: Uint8Array,
  options: ReadOptions & { readonly format?: ImportFormat | undefined },
): Recording {
  const file = options.fileName;
  const format = options.format ?? formatOf(bytes);
  if (format === undefined || (format === 'pcap' && !isCapture(bytes)))
    throw new WorkbenchError('import_format_unknown', { file });
  const recording = readers[format](bytes, options);
  if (recording.entries.length === 0) throw new WorkbenchError('import_empty', { file });
  return recording;
}
