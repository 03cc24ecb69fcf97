import { describe, expect, it } from 'vitest';
import type { CardInfo, Profile } from '../../src-shared/model/index.ts';
import { eid, errorOf, otherEid, testStore } from './fixtures.ts';

const info: CardInfo = {
  svn: '2.2.2',
  freeNonVolatileMemory: 300_000,
  uiccCapabilities: ['usimSupport'],
  rspCapabilities: [],
  ciKeyIdsForVerification: ['F54172BDF98A95D65CBEB88A38A1C11D800A85C3'],
  ciKeyIdsForSigning: [],
};
const profiles: Profile[] = [
  { iccid: '8949449999999990023', state: 'enabled', profileName: 'One' },
  { iccid: '8949449999999990031', state: 'disabled' },
];
const seen = { eid, lastSeenAt: 10, simulated: true };

describe('cards', () => {
  it('keeps what is not given and replaces what is', () => {
    const store = testStore();
    store.saveCard(seen);
    expect(store.getCard(seen.eid)).toEqual({ ...seen, profiles: [], notifications: [], quirks: [] });
    store.saveCard({ ...seen, lastSeenAt: 20, info, profiles, quirks: ['channel_fallback'] });
    store.saveCard({ ...seen, lastSeenAt: 30, profiles: profiles.slice(1) });
    const card = store.getCard(seen.eid);
    expect(card).toEqual({
      ...seen,
      lastSeenAt: 30,
      info,
      infoAt: 20,
      profiles: profiles.slice(1),
      notifications: [],
      quirks: ['channel_fallback'],
    });
    expect(store.getCard(eid)).toEqual(card);
    expect(store.getCard(otherEid)).toBeUndefined();
    expect([store.getQuirks(eid), store.getQuirks(otherEid)]).toEqual([['channel_fallback'], []]);
  });

  it('ignores a sighting that is older', () => {
    const store = testStore();
    store.saveCard({ ...seen, profiles });
    store.saveCard({ ...seen, lastSeenAt: 9, profiles: [] });
    expect(store.getCard(seen.eid)?.profiles).toEqual(profiles);
  });

  it('shows a card that lists a profile twice as it is', () => {
    const store = testStore();
    const twice = [...profiles, ...profiles];
    store.saveCard({ ...seen, profiles: twice });
    expect(store.getCard(seen.eid)?.profiles).toEqual(twice);
  });

  it('lists the last one seen first', () => {
    const store = testStore();
    store.saveCard(seen);
    store.saveCard({ ...seen, eid: otherEid, lastSeenAt: 11 });
    expect(store.listCards().map((card) => card.eid)).toEqual([otherEid, eid]);
    store.saveCard({ ...seen, lastSeenAt: 12 });
    expect(store.listCards().map((card) => card.eid)).toEqual([eid, otherEid]);
  });

  it('refuses what it could not read again, and keeps what was', () => {
    const store = testStore();
    store.saveCard({ ...seen, profiles });
    expect(errorOf(() => store.saveCard({ ...seen, profiles: [{ iccid: 'nonsense' }] })).code).toBe(
      'internal',
    );
    expect(errorOf(() => store.saveCard({ ...seen, eid: 'nonsense' })).code).toBe('internal');
    expect(store.getCard(eid)?.profiles).toEqual(profiles);
  });
});

describe('notifications', () => {
  const one = {
    sequenceNumber: 1,
    event: 'install',
    address: 'a.example',
    iccid: '8949449999999990023',
  } as const;
  const two = { sequenceNumber: 2, event: 'enable', address: 'a.example' } as const;

  it('waits for a card that has been saved', () => {
    const store = testStore();
    store.saveNotifications(eid, 1, [one]);
    expect(store.getCard(eid)).toBeUndefined();
    expect(errorOf(() => store.saveCard(seen)).code).toBe('store_row_missing');
  });

  it('marks what is gone as removed, and shows what is delivered and still there', () => {
    const store = testStore();
    store.saveCard(seen);
    store.saveNotifications(eid, 10, [one, two]);
    store.setNotification(eid, 1, { state: 'delivered', deliveredAt: 15 });
    expect(store.getCard(eid)?.notifications).toEqual([
      { ...one, attempts: 0, deliveredAt: 15 },
      { ...two, attempts: 0 },
    ]);
    store.saveNotifications(eid, 20, []);
    expect(store.getCard(eid)?.notifications).toEqual([]);
    expect(store.listNotifications(eid)).toEqual([
      { eid, ...one, attempts: 0, state: 'removed', seenAt: 10, deliveredAt: 15 },
      { eid, ...two, attempts: 0, state: 'removed', seenAt: 10 },
    ]);
  });

  it('keeps attempts and error while it waits, and forgets the error when it is delivered', () => {
    const store = testStore();
    store.saveCard(seen);
    store.saveNotifications(eid, 10, [one]);
    store.setNotification(eid, 1, { attempts: 2, lastError: { code: 'timed_out', params: { seconds: 3 } } });
    store.saveNotifications(eid, 20, [one]);
    expect(store.listNotifications(eid)).toMatchObject([
      { attempts: 2, lastError: { code: 'timed_out' }, seenAt: 20 },
    ]);
    store.setNotification(eid, 1, { tried: true, state: 'delivered', deliveredAt: 21 });
    expect(store.listNotifications(eid)).toEqual([
      { eid, ...one, attempts: 3, state: 'delivered', seenAt: 20, deliveredAt: 21 },
    ]);
    store.saveNotifications(eid, 30, [one]);
    expect(store.listNotifications(eid)).toMatchObject([{ state: 'delivered', deliveredAt: 21 }]);
  });

  it('keeps when it is to be tried again, until it is delivered or gone', () => {
    const store = testStore();
    store.saveCard(seen);
    store.saveNotifications(eid, 10, [one, two]);
    for (const { sequenceNumber } of [one, two])
      store.setNotification(eid, sequenceNumber, { tried: true, nextAttemptAt: 77 });
    store.saveNotifications(eid, 20, [one, two]);
    expect(store.getCard(eid)?.notifications).toMatchObject([{ nextAttemptAt: 77 }, { nextAttemptAt: 77 }]);
    store.setNotification(eid, 1, { state: 'delivered', deliveredAt: 30 });
    store.saveNotifications(eid, 40, [one]);
    for (const row of store.listNotifications(eid)) expect(row).not.toHaveProperty('nextAttemptAt');
  });

  it('starts anew where a number comes back or means something else', () => {
    const store = testStore();
    store.saveCard(seen);
    store.saveNotifications(eid, 10, [one, two]);
    store.setNotification(eid, 1, { state: 'delivered', deliveredAt: 11 });
    store.setNotification(eid, 2, { attempts: 4 });
    store.saveNotifications(eid, 12, []);
    store.saveNotifications(eid, 13, [{ ...one, event: 'delete' }, two]);
    expect(store.listNotifications(eid)).toEqual([
      { eid, ...one, event: 'delete', attempts: 0, state: 'waiting', seenAt: 13 },
      { eid, ...two, attempts: 0, state: 'waiting', seenAt: 13 },
    ]);
  });

  it('names one that is not there', () => {
    const store = testStore();
    store.saveCard(seen);
    store.setNotification(eid, 5, { attempts: 1 });
    expect(store.listNotifications(eid)).toEqual([]);
    expect(errorOf(() => store.saveCard(seen)).code).toBe('store_row_missing');
  });
});

describe('settings', () => {
  it('keeps JSON values and forgets what is set to undefined', () => {
    const store = testStore();
    expect(store.getSetting('a')).toBeUndefined();
    for (const value of [null, 0, 'text', [1, { b: false }]]) {
      store.setSetting('a', value);
      expect(store.getSetting('a')).toEqual(value);
    }
    store.setSetting('a', undefined);
    expect(store.getSetting('a')).toBeUndefined();
    expect(errorOf(() => store.setSetting('a', () => 1)).code).toBe('internal');
  });
});
