import { expect, it } from 'vitest';
import { createCardDesk } from '../../src-main/workbench/card-desk.ts';
import { errorOf, testStore } from '../store/fixtures.ts';

const eid = '89049032123451234512345678901235';
const other = '89086030202200000024000012345672';
const info = {
  svn: '2.2.2',
  uiccCapabilities: [],
  rspCapabilities: [],
  ciKeyIdsForVerification: [],
  ciKeyIdsForSigning: [],
};

it('compares cards as last seen, and names a card or a reading that there is not', () => {
  const store = testStore();
  const desk = createCardDesk({ cards: store, readings: store.cardReadings });
  store.saveCard({ eid, simulated: true, lastSeenAt: 10, info });
  store.saveCard({ eid: other, simulated: false, lastSeenAt: 20, info: { ...info, svn: '3.0.0' } });
  const made = desk['cards.compare']({ a: { eid }, b: { eid: other } });
  expect([made.a, made.b, made.differences]).toEqual([
    { eid, simulated: true, seenAt: 10 },
    { eid: other, simulated: false, seenAt: 20 },
    2,
  ]);
  expect(made.rows[1]).toEqual({ section: 'versions', field: 'svn', a: '2.2.2', b: '3.0.0', equal: false });
  expect(desk['cards.readings']({ eid, limit: 10 })).toEqual([]);
  expect(errorOf(() => desk['cards.compare']({ a: { eid, reading: 7 }, b: { eid } })).code).toBe(
    'card_reading_not_known',
  );
  const never = '89049032123451234512345678901243';
  expect(errorOf(() => desk['cards.readings']({ eid: never, limit: 10 })).code).toBe('card_not_known');
});
