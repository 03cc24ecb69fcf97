import { describe, expect, it } from 'vitest';
import type { CardInfo, Profile } from '../../src-shared/model/index.ts';
import { download, eid, otherEid, testStore } from './fixtures.ts';

const info: CardInfo = {
  svn: '2.2.2',
  freeNonVolatileMemory: 300_000,
  freeVolatileMemory: 5_000,
  uiccCapabilities: ['usimSupport'],
  rspCapabilities: [],
  ciKeyIdsForVerification: [],
  ciKeyIdsForSigning: [],
};
const icon = { type: 'png', data: 'AAAA' } as const;
const profile: Profile = { iccid: '8949449999999990023', state: 'enabled', profileName: 'One', icon };

/** An operation at the card that ends. */
function operate(store: ReturnType<typeof testStore>, at: number, card = eid): number {
  const { id } = store.createOperation({ ...download, createdAt: at });
  store.patchOperation(id, at, { eid: card });
  store.enterStatus(id, 'failed', at);
  return id;
}

describe('what cards held at earlier times', () => {
  it('is kept when an operation at the card ends, and once only where nothing has changed', () => {
    const store = testStore();
    const saved = { eid, simulated: true };
    store.saveCard({ ...saved, lastSeenAt: 10, info, profiles: [profile] });
    expect(store.cardReadings.list(eid, 10)).toEqual([]);
    const first = operate(store, 11);
    store.saveCard({ ...saved, lastSeenAt: 20, profiles: [profile] });
    operate(store, 21);
    store.saveCard({
      ...saved,
      lastSeenAt: 30,
      info: { ...info, freeNonVolatileMemory: 250_000 },
      profiles: [profile, { iccid: '8949449999999990031' }],
    });
    store.saveNotifications(eid, 30, [{ sequenceNumber: 1, event: 'install', address: 'a.example' }]);
    const third = operate(store, 31);
    const memory = { freeVolatileMemory: 5_000, eid };
    expect(store.cardReadings.list(eid, 10)).toEqual([
      {
        ...memory,
        id: 2,
        firstSeenAt: 30,
        lastSeenAt: 30,
        infoAt: 30,
        operationId: third,
        freeNonVolatileMemory: 250_000,
        profiles: 2,
        notifications: 1,
      },
      {
        ...memory,
        id: 1,
        firstSeenAt: 10,
        lastSeenAt: 20,
        infoAt: 10,
        operationId: first,
        freeNonVolatileMemory: 300_000,
        profiles: 1,
        notifications: 0,
      },
    ]);
    expect(store.cardReadings.list(eid, 10, 2).map(({ id }) => id)).toEqual([1]);
    expect(store.cardReadings.list(eid, 1).map(({ id }) => id)).toEqual([2]);
    const { icon: _, ...withoutIcon } = profile;
    expect(store.cardReadings.get(eid, 1)?.content.profiles).toEqual([withoutIcon]);
    expect(store.cardReadings.get(otherEid, 1)).toBeUndefined();
  });

  it('is nothing of a card of which no EUICCInfo2 was ever read', () => {
    const store = testStore();
    store.saveCard({ eid, simulated: true, lastSeenAt: 10 });
    operate(store, 11);
    expect(store.cardReadings.list(eid, 10)).toEqual([]);
  });

  it('is kept of the newest 500 states of a card, and of other cards apart', () => {
    const store = testStore();
    for (let at = 1; at <= 503; at++) {
      store.saveCard({ eid, simulated: true, lastSeenAt: at, info: { ...info, freeNonVolatileMemory: at } });
      operate(store, at);
      if (at === 1) {
        store.saveCard({ eid: otherEid, simulated: true, lastSeenAt: at, info });
        operate(store, at, otherEid);
      }
    }
    const ids = store.cardReadings.list(eid, 1000).map(({ freeNonVolatileMemory }) => freeNonVolatileMemory);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([500, 503, 4]);
    expect(store.cardReadings.list(otherEid, 10)).toHaveLength(1);
  });
});
