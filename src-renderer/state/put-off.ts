import { useSyncExternalStore } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card } from '../../src-shared/model/index.ts';
import { shellText } from '../../src-shared/texts.ts';
import { useWorkbench } from './context.ts';
import { useDesk } from './desk.ts';

/** How long the habits of a card can still be kept after they were sent away, milliseconds. */
const KEPT_MS = 10_000;

/** Cards whose habits are to be forgotten once nobody has taken that back. */
let putOff: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

function change(eid: string, off: boolean): void {
  const next = new Set(putOff);
  if (off) next.add(eid);
  else next.delete(eid);
  putOff = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Habits of cards as they are shown, and how they are forgotten: at once for the eye, in the engine when nobody has taken it back for
 * ten seconds, since the engine keeps none of what it has forgotten.
 */
export function useQuirks(): {
  readonly quirksOf: (card: Pick<Card, 'eid' | 'quirks'> | undefined) => readonly string[];
  readonly forget: (eid: string) => void;
} {
  const workbench = useWorkbench();
  const desk = useDesk();
  const off = useSyncExternalStore(listen, () => putOff);
  return {
    quirksOf: (card) => (card === undefined || off.has(card.eid) ? [] : card.quirks),
    forget: (eid) => {
      change(eid, true);
      desk.offerUndo({
        what: shellText.settings.quirksForgotten,
        forMs: KEPT_MS,
        undo: async () => change(eid, false),
        commit: () => {
          workbench
            .call('cards.forgetQuirks', { eid })
            .catch((thrown: unknown) => desk.showError(toWorkbenchError(thrown).toData()))
            .finally(() => change(eid, false));
        },
      });
    },
  };
}
