/** Earlier readings of the cards that the window shows, and their comparison. */

import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import { compareCards, contentOf } from '../../src-shared/card-compare.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Card, CardContent, CardMoment, CardReading } from '../../src-shared/model/index.ts';

interface Kept {
  readonly reading: CardReading;
  readonly content: CardContent;
}

const hour = 3_600_000;

/** The card before its last profiles came: each had taken 38 kB or so, one after the other. */
function readingsOf(card: Card): Kept[] {
  const { info } = card;
  if (info?.freeNonVolatileMemory === undefined || card.profiles.length === 0) return [];
  const free = info.freeNonVolatileMemory;
  const steps = Math.min(card.profiles.length, 4);
  return Array.from({ length: steps + 1 }, (_, back) => {
    const profiles = card.profiles.slice(0, card.profiles.length - back);
    const content: CardContent = {
      ...contentOf({ ...card, profiles }),
      info: {
        ...info,
        freeNonVolatileMemory: free + back * 38_200 + (back % 2) * 900,
        ...(back > 2 ? { firmwareVersion: '4.5.2', defaultSmdpAddress: undefined } : {}),
      },
      notifications: back === 0 ? contentOf(card).notifications : [],
    };
    const at = card.lastSeenAt - back * 31 * hour;
    return {
      content,
      reading: {
        id: steps + 1 - back,
        eid: card.eid,
        firstSeenAt: at,
        lastSeenAt: back === 0 ? at : at + 20 * hour,
        infoAt: at,
        operationId: steps + 1 - back,
        freeNonVolatileMemory: content.info?.freeNonVolatileMemory,
        freeVolatileMemory: info.freeVolatileMemory,
        profiles: profiles.length,
        notifications: content.notifications.length,
      },
    };
  });
}

export function makeCardHandlers(cards: ReadonlyMap<string, Card>) {
  function require(eid: string): Card {
    const card = cards.get(eid);
    if (card === undefined) throw new WorkbenchError('card_not_known', { eid });
    return card;
  }
  const at = ({ eid, reading: id }: CardMoment) => {
    const card = require(eid);
    const side = { eid, simulated: card.simulated };
    if (id === undefined) return { side: { ...side, seenAt: card.lastSeenAt }, content: contentOf(card) };
    const kept = readingsOf(card).find(({ reading }) => reading.id === id);
    if (kept === undefined) throw new WorkbenchError('card_reading_not_known', { eid, reading: id });
    return { side: { ...side, reading: id, seenAt: kept.reading.lastSeenAt }, content: kept.content };
  };
  return {
    'cards.readings': ({ eid, limit, before = 1e9 }: CallRequest<'cards.readings'>) =>
      readingsOf(require(eid))
        .map(({ reading }) => reading)
        .filter(({ id }) => id < before)
        .slice(0, limit),
    'cards.compare': ({ a, b }: CallRequest<'cards.compare'>): CallOutput<'cards.compare'> => {
      const [one, other] = [at(a), at(b)];
      const rows = compareCards({ eid: a.eid, content: one.content }, { eid: b.eid, content: other.content });
      return { a: one.side, b: other.side, rows, differences: rows.filter(({ equal }) => !equal).length };
    },
  };
}
