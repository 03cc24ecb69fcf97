import type { Reader } from '../../src-shared/model/index.ts';

/** The readers by their place on the bench, those without one behind them in the order of PC/SC. */
export function inPlaces(readers: readonly string[], known: readonly Reader[]): readonly string[] {
  const all = new Map(known.map((reader) => [reader.id, reader]));
  const rank = (id: string) => all.get(id)?.place ?? 10_000 + (all.get(id)?.index ?? 9_000);
  return [...readers].sort((a, b) => rank(a) - rank(b));
}

/** What a reader is called: its own name, that of PC/SC, or, while it is not there, its id. */
export function readerName(id: string, known: readonly Reader[]): string {
  const reader = known.find((one) => one.id === id);
  return reader?.label ?? reader?.name ?? id.replace(/^pcsc:/, '');
}

/** Ids say of themselves what they are: a reader that is not there now has no other mark. */
export const isSimulated = (readerId: string): boolean => readerId.startsWith('sim:');
