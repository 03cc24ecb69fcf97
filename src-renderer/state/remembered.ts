/**
 * The bench as a window saw it last. A window of the desktop shows it while its engine starts, says that it is of before, and takes
 * what the engine tells as soon as that is there. Kept in the window's own storage, which lies within the data folder; not in a
 * browser, where the storage of an address of this machine is open to whatever is served there next.
 */

import { z } from 'zod';
import { card, reader, systemInfo } from '../../src-shared/model/index.ts';
import type { WorkbenchState } from './workbench.ts';

const key = 'euicc-workbench.bench';
const most = 64;
const mostChars = 1_000_000;
/** Cards change in bursts; what a window that is killed has not kept is older, and no worse. */
const keepEveryMs = 5_000;

const schema = z.object({
  system: systemInfo,
  readers: z.array(reader).min(1).max(most),
  cards: z.array(card).max(most),
});
export type RememberedBench = Readonly<z.infer<typeof schema>>;

/** What was kept; undefined where nothing was, or where it is damaged or of another version. */
export function rememberedBench(storage: Pick<Storage, 'getItem'>): RememberedBench | undefined {
  try {
    const text = storage.getItem(key);
    return text === null || text.length > mostChars ? undefined : schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Readers as they are when nobody works with them: what ran has ended with the engine, or is told anew. */
function atRest({ operationId: _, presence, ...rest }: RememberedBench['readers'][number]) {
  return { ...rest, presence: presence === 'in_use' ? ('present' as const) : presence };
}

/** Keeps the bench from now on: `leaving` calls what it is given when the window is about to go. */
export function keepBench(
  workbench: Pick<WorkbenchState, 'get' | 'listen'>,
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  leaving: (listener: () => void) => void,
): void {
  let kept: readonly unknown[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    const { loaded, system, readers, cards } = workbench.get();
    const now = [system, readers, cards];
    if (!loaded || now.every((part, at) => part === kept[at])) return;
    kept = now;
    const present = new Set(readers.map(({ eid }) => eid));
    try {
      const text = JSON.stringify({
        system,
        readers: readers.slice(0, most).map(atRest),
        cards: [...cards.values()].filter(({ eid }) => present.has(eid)).slice(0, most),
      });
      if (readers.length === 0 || text.length > mostChars) storage.removeItem(key);
      else storage.setItem(key, text);
    } catch {
      // No room or no right to store: the next start waits for its engine.
    }
  };
  workbench.listen(() => {
    timer ??= setTimeout(keep, keepEveryMs);
  });
  leaving(keep);
}
