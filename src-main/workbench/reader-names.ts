/**
 * What readers are called here and where they stand. PC/SC names end with two numbers that pcscd counts by the order in which it
 * finds readers; a serial number in parentheses before them tells readers of one model apart wherever they are plugged in.
 */

import type { Reader } from '../../src-shared/model/index.ts';
import { readerNameParts } from '../../src-shared/reader-names.ts';
import type { ReaderName } from '../store/batch-port.ts';

/** By which a name is kept: without the numbers of pcscd where a serial number tells which reader it is. */
export function readerKey(readerId: string): string {
  const { model, serial } = readerNameParts(readerId) ?? {};
  return serial === undefined ? readerId : `${model} ${serial}`;
}

/** The model of a reader that only its place in pcscd's count tells from others of its kind. */
function modelWithoutSerial({ kind, name }: Reader): string | undefined {
  const { model, serial } = readerNameParts(name) ?? {};
  return kind === 'pcsc' && serial === undefined ? model : undefined;
}

/** The same readers with their names and places; `twin` where nothing stable tells two of them apart. */
export function withNames(readers: readonly Reader[], names: ReadonlyMap<string, ReaderName>): Reader[] {
  const models = readers.map(modelWithoutSerial);
  return readers.map((reader, at) => {
    const { name, place } = names.get(readerKey(reader.id)) ?? {};
    const model = models[at];
    const isTwin = model !== undefined && models.some((other, place_) => place_ !== at && other === model);
    return {
      ...reader,
      ...(name === undefined ? {} : { label: name }),
      ...(place === undefined ? {} : { place }),
      ...(isTwin ? { twin: true } : {}),
    };
  });
}
