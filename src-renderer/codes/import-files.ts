import type { CallInput } from '../../src-shared/api.ts';
import { toBase64 } from '../../src-shared/bytes.ts';
import { pictureAsBase64 } from '../download/picture.ts';

type ImportFile = CallInput<'codes.import'>['files'][number];

/** What goes over in one call (`base64Text` has room for 8,000,000 characters). */
const MOST_BYTES = 5_900_000;

/** Pictures that the engine does not read as they are: they are painted again. */
const needsPainting = (file: File) =>
  file.type.startsWith('image/') && (!/^image\/(png|jpeg)$/.test(file.type) || file.size > MOST_BYTES);

/** The files as `codes.import` takes them. Throws a RangeError with the name of the one that is too large or unreadable. */
export async function importFilesOf(files: readonly File[]): Promise<ImportFile[]> {
  const out: ImportFile[] = [];
  for (const file of files) {
    const name = file.name.slice(-300) || 'file';
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
