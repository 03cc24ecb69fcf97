/** What the window as a whole asks: what closing it would do, and to forget what was found out about a card. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, EndingOperation } from '../../src-shared/model/index.ts';
import type { OperationStore } from '../store/port.ts';
import type { OperationDesk } from './operation-desk.ts';

export interface ShellDeskPorts {
  readonly store: Pick<OperationStore, 'getCard' | 'saveCard' | 'getSetting' | 'setSetting'>;
  /** As `OperationDesk.running`. */
  running: OperationDesk['running'];
  /** The card as callers see it, once it is changed; tells of it too. */
  changed(eid: string): Card | undefined;
}

export function createShellDesk({ store, running, changed }: ShellDeskPorts) {
  return {
    handlers: {
      'operations.ending': (): EndingOperation[] =>
        // What the engine does by itself it does again: nobody has to be asked about a reading.
        running()
          .filter(({ changing, byItself }) => changing || !byItself)
          .map(({ operation, changing }) => ({
            id: operation.id,
            kind: operation.kind,
            reader: operation.readerName,
            effect: changing
              ? 'finished'
              : operation.status === 'download'
                ? 'cancelled_at_server'
                : 'cancelled',
          })),

      'cards.forgetQuirks': ({ eid }: { readonly eid: string }): Card => {
        const card = store.getCard(eid);
        if (card === undefined) throw new WorkbenchError('card_not_known', { eid });
        // They are kept by ATR too, for cards of the same kind: else the next reading would have them from there.
        const byAtr = store.getSetting('quirksByAtr') as
          | Readonly<Record<string, readonly string[]>>
          | undefined;
        const others = Object.entries(byAtr ?? {})
          .map(([atr, quirks]) => [atr, quirks.filter((quirk) => !card.quirks.includes(quirk))] as const)
          .filter(([, quirks]) => quirks.length > 0);
        if (byAtr !== undefined) store.setSetting('quirksByAtr', Object.fromEntries(others));
        store.saveCard({ eid, lastSeenAt: card.lastSeenAt, simulated: card.simulated, quirks: [] });
        return changed(eid) ?? { ...card, quirks: [] };
      },
    },
  };
}
