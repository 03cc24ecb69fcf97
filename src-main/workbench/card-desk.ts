/** What cards held at earlier times, and what one has that another has not. */

import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import { compareCards, contentOf } from '../../src-shared/card-compare.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { CardComparison, CardContent, CardMoment } from '../../src-shared/model/index.ts';
import type { CardReadingStore } from '../store/card-readings.ts';
import type { OperationStore } from '../store/port.ts';

export interface CardDeskPorts {
  readonly cards: Pick<OperationStore, 'getCard'>;
  readonly readings: CardReadingStore;
}

export function createCardDesk({ cards, readings }: CardDeskPorts) {
  function require(eid: string) {
    const card = cards.getCard(eid);
    if (card === undefined) throw new WorkbenchError('card_not_known', { eid });
    return card;
  }

  function at({ eid, reading: id }: CardMoment): {
    readonly side: CardComparison['a'];
    readonly content: CardContent;
  } {
    const card = require(eid);
    const { simulated } = card;
    if (id === undefined)
      return { side: { eid, simulated, seenAt: card.lastSeenAt }, content: contentOf(card) };
    const found = readings.get(eid, id);
    if (found === undefined) throw new WorkbenchError('card_reading_not_known', { eid, reading: id });
    return {
      side: { eid, reading: id, simulated, seenAt: found.reading.lastSeenAt },
      content: found.content,
    };
  }

  return {
    'cards.readings': ({
      eid,
      before,
      limit,
    }: CallRequest<'cards.readings'>): CallOutput<'cards.readings'> => {
      require(eid);
      return readings.list(eid, limit, before);
    },
    'cards.compare': ({ a, b }: CallRequest<'cards.compare'>): CardComparison => {
      const [one, other] = [at(a), at(b)];
      const rows = compareCards({ eid: a.eid, content: one.content }, { eid: b.eid, content: other.content });
      return { a: one.side, b: other.side, rows, differences: rows.filter(({ equal }) => !equal).length };
    },
  };
}
