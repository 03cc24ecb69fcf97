/** What came and what went, to be said to who does not see it. Pure. */

import type { Reader } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import { benchPageText, fillText, formatList, shownPresence, visibleText } from '../../src-shared/texts.ts';

type ChangeKind = keyof typeof benchPageText.changes;

/** More of a kind than this are counted instead of named. */
const MOST_NAMED = 3;

/** Sentences about readers that came or went, and cards that were put in or taken out, between two states of the bench. */
export function benchChanges(before: readonly Reader[], after: readonly Reader[]): readonly string[] {
  const names = new Map<ChangeKind, string[]>();
  const add = (kind: ChangeKind, reader: Reader) =>
    names.set(kind, [...(names.get(kind) ?? []), visibleText(readerTitle(reader), 60)]);
  const known = new Map(before.map((reader) => [reader.id, reader]));
  for (const reader of after) {
    const was = known.get(reader.id);
    known.delete(reader.id);
    if (was === undefined) add('readerCame', reader);
    else if (shownPresence(was) === 'empty' && shownPresence(reader) === 'present') add('cardIn', reader);
    else if (shownPresence(was) === 'present' && shownPresence(reader) === 'empty') add('cardOut', reader);
    else if (shownPresence(was) !== 'mute' && shownPresence(reader) === 'mute') add('cardMute', reader);
  }
  for (const reader of known.values()) add('readerGone', reader);
  return [...names].map(([kind, of]) =>
    of.length <= MOST_NAMED
      ? fillText(benchPageText.changes[kind], { readers: formatList(of) })
      : fillText(benchPageText.changesMany[kind], { count: of.length }),
  );
}
