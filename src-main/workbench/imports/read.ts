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

/** Without a byte order mark, and UTF-16 as UTF-8: that is what PowerShell redirects a log into. */
function plainBytes(given: Uint8Array): Uint8Array {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return bytes.subarray(3);
  if (a === 0xff && b === 0xfe) return Buffer.from(bytes.toString('utf16le', 2));
  if (a === 0xfe && b === 0xff) {
    const swapped = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2))).swap16();
    return Buffer.from(swapped.toString('utf16le'));
  }
  return given;
}

/** @throws WorkbenchError import_format_unknown, import_malformed, import_empty, import_too_many */
export function readRecording(
  given: Uint8Array,
  options: ReadOptions & { readonly format?: ImportFormat | undefined },
): Recording {
  const bytes = plainBytes(given);
  const file = options.fileName;
  const format = options.format ?? formatOf(bytes);
  if (format === undefined || (format === 'pcap' && !isCapture(bytes)))
    throw new WorkbenchError('import_format_unknown', { file });
  const recording = readers[format](bytes, options);
  if (recording.entries.length === 0) throw new WorkbenchError('import_empty', { file });
  return recording;
}
