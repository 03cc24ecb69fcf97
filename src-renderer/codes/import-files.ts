import type { CallInput } from '../../src-shared/api.ts';
import { toBase64 } from '../../src-shared/bytes.ts';
import { joinImportReports } from '../../src-shared/import-reports.ts';
import type { ImportReport } from '../../src-shared/model/index.ts';
import { pictureAsBase64 } from '../download/picture.ts';
import type { GivenFile } from './given-files.ts';

type ImportFile = CallInput<'codes.import'>['files'][number];

/** What goes over in one call (`base64Text` has room for 8,000,000 characters). */
const MOST_BYTES = 5_900_000;

/** Pictures that the engine does not read as they are: they are painted again. */
const needsPainting = (file: File) =>
  file.type.startsWith('image/') && (!/^image\/(png|jpeg)$/.test(file.type) || file.size > MOST_BYTES);

/** The files as `codes.import` takes them. Throws a RangeError with the name of the one that is too large or unreadable. */
export async function importFilesOf(files: readonly GivenFile[]): Promise<ImportFile[]> {
  const out: ImportFile[] = [];
  for (const { name: path, file } of files) {
    const name = path.slice(-300) || 'file';
    try {
      const data = needsPainting(file) ? await pictureAsBase64(file) : toBase64(await bytesOf(file));
      out.push({ name, data });
    } catch {
      throw new RangeError(name);
    }
  }
  return out;
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MOST_BYTES) throw new RangeError('too large');
  return new Uint8Array(await file.arrayBuffer());
}

/** Text as a file, as if it had been one. */
export function textFile(name: string, content: string): ImportFile {
  return { name, data: toBase64(new TextEncoder().encode(content)) };
}

/** What one call takes (`codes.import`; a request has room for 12 MB). */
const MOST_FILES = 200;
const MOST_CHARACTERS = 10_000_000;

/** The files in as many calls as it takes, in their order. */
export function callsOf(files: readonly ImportFile[]): readonly (readonly ImportFile[])[] {
  const calls: ImportFile[][] = [];
  let characters = 0;
  for (const file of files) {
    const call = calls.at(-1);
    const length = file.data.length + file.name.length;
    if (call === undefined || call.length === MOST_FILES || characters + length > MOST_CHARACTERS) {
      calls.push([file]);
      characters = length;
    } else {
      call.push(file);
      characters += length;
    }
  }
  return calls;
}

/** What became of several calls, as of one. */
export function joinReports(reports: readonly ImportReport[]): ImportReport {
  const [only] = reports;
  const joined = joinImportReports(reports);
  const columns = [...new Set(joined.passedOver.columns)];
  return {
    ...joined,
    passedOver: { ...joined.passedOver, columns },
    // All or nothing is asked for in one call.
    ...(only?.right === undefined ? {} : { right: only.right }),
  };
}
