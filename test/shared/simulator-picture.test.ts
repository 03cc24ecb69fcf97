import { describe, expect, test } from 'vitest';
import type { Card, SimulatedCard, SimulatedOrder, SimulatorPicture } from '../../src-shared/model/index.ts';
import { disagreementKinds, disagreementsOf } from '../../src-shared/simulator-picture.ts';
import { simulatorText } from '../../src-shared/texts.ts';

const eid = '89049032000001000000000000000171';
const iccid = '8999901000000000019';
const profile: SimulatedCard['profiles'][number] = {
  iccid,
  state: 'enabled',
  profileClass: 'operational',
  serviceProviderName: 'A',
  profileName: 'B',
  policyRules: [],
  bytes: 1,
  preloaded: false,
};
const bare: SimulatedCard = {
  card: 0,
  name: 'Card 0',
  eid,
  atr: '3B00',
  settings: {},
  cis: [],
  foreign: false,
  svn: '2.5.0',
  memory: { total: 9, free: 9 },
  maxProfiles: 1,
  profiles: [],
  notifications: [],
};
const known: Card = {
  eid,
  lastSeenAt: 0,
  simulated: true,
  profiles: [],
  notifications: [],
  quirks: [],
};
const order: SimulatedOrder = {
  order: 'made-1',
  origin: 'made',
  profileName: 'B',
  serviceProviderName: 'A',
  profileClass: 'operational',
  iccid,
  bytes: 1,
  policyRules: [],
  state: 'released',
  installations: 0,
  maxInstallations: 1,
  downloads: 0,
  confirmationCodeRequired: false,
  wrongConfirmationCodes: 0,
  maxConfirmationCodes: 5,
  eid,
  event: false,
  transactions: [],
};
const server = { address: 'smdp.test', host: '127.0.0.1', port: 1 };

function picture(parts: {
  readonly orders?: readonly Partial<SimulatedOrder>[];
  readonly events?: readonly { readonly order?: string; readonly server?: string }[];
  readonly sessions?: readonly string[];
  readonly told?: readonly string[];
}): SimulatorPicture {
  const { orders = [], events = [], sessions = [], told = [] } = parts;
  return {
    readers: [],
    cards: [],
    cis: [],
    smdp: {
      ...server,
      orders: orders.map((one) => ({ ...order, ...one })),
      orderCount: orders.length,
      sessions: sessions.map((transactionId) => ({ transactionId, stage: 'authenticated', eid })),
      notifications: told.map((event, sequenceNumber) => ({
        eid,
        iccid,
        event,
        sequenceNumber,
        receivedAt: 0,
      })),
    },
    smds: {
      ...server,
      address: 'smds.test',
      sessions: 0,
      events: events.map((one, index) => ({
        event: String(index),
        eid,
        server: 'smdp.test',
        registeredAt: 0,
        ...one,
      })),
    },
    faults: 0,
  };
}

const kinds = (shown: SimulatorPicture, card: Partial<SimulatedCard> = {}, seen: Partial<Card> = {}) =>
  disagreementsOf(shown, { ...bare, ...card }, { ...known, ...seen }).map((one) => one.kind);
const onCard = { profiles: [profile] };
const read = { profiles: [{ iccid, state: 'enabled' as const }] };
const waiting = { seqNumber: 1, operation: 'notificationInstall', address: 'smdp.test', iccid } as const;
const seenWaiting = { sequenceNumber: 1, event: 'install', address: 'smdp.test', attempts: 0 } as const;

describe('where the sides of the bench disagree', () => {
  test('sides that hold the same agree', () => {
    expect(kinds(picture({}))).toEqual([]);
    expect(kinds(picture({ orders: [{ state: 'installed', installations: 1 }] }), onCard, read)).toEqual([]);
    const open = picture({ orders: [{ event: true, boundTo: eid }], events: [{ order: 'made-1' }] });
    expect(kinds(open)).toEqual([]);
  });

  test('installed at the server and not on the card, unless its deletion was told or waits to be', () => {
    const installed = [{ state: 'installed', installations: 1 }] as const;
    expect(kinds(picture({ orders: installed }))).toEqual(['installedNotOnCard']);
    expect(kinds(picture({ orders: installed, told: ['notificationDelete'] }))).toEqual([]);
    const told = { notifications: [waiting] };
    expect(kinds(picture({ orders: installed }), told, { notifications: [seenWaiting] })).toEqual([]);
  });

  test('on the card, and the server was not told: yet, or never will be', () => {
    const shown = picture({ orders: [{ state: 'downloaded' }] });
    const told = { ...onCard, notifications: [waiting] };
    expect(kinds(shown, told, { ...read, notifications: [seenWaiting] })).toEqual(['onCardNotTold']);
    expect(kinds(shown, onCard, read)).toEqual(['onCardNotToldLost']);
    expect(kinds(picture({ orders: [{ state: 'error' }] }), onCard, read)).toEqual(['onCardOrderEnded']);
  });

  test('what the workbench has read is old, or was never read', () => {
    expect(disagreementsOf(picture({}), { ...bare, ...onCard }, undefined).map((one) => one.kind)).toEqual([
      'lpaNotRead',
    ]);
    expect(kinds(picture({}), onCard)).toEqual(['lpaProfile']);
    expect(kinds(picture({}), {}, read)).toEqual(['lpaProfile']);
    expect(kinds(picture({}), { profiles: [{ ...profile, state: 'disabled' }] }, read)).toEqual(['lpaState']);
    expect(kinds(picture({}), { notifications: [waiting] })).toEqual(['lpaNotifications']);
  });

  test('an event for nothing, and an order whose event is gone; what leads elsewhere is nobody’s', () => {
    expect(kinds(picture({ events: [{}] }))).toEqual(['eventWithoutOrder']);
    expect(kinds(picture({ events: [{ server: 'elsewhere.test' }] }))).toEqual([]);
    expect(kinds(picture({ orders: [{ event: true, boundTo: eid }] }))).toEqual(['orderWithoutEvent']);
  });

  test('a session that one side alone is in', () => {
    const session = (transactionId: string) =>
      ({ session: { transactionId, stage: 'prepared', server: 'smdp.test' } }) as const;
    expect(kinds(picture({ sessions: ['AA'] }), session('AA'))).toEqual([]);
    expect(kinds(picture({ sessions: ['AA'] }))).toEqual(['sessionAtServerAlone']);
    expect(kinds(picture({}), session('AA'))).toEqual(['sessionAtCardAlone']);
  });

  test('each has its sentence', () => {
    expect(Object.keys(simulatorText.disagreements).sort()).toEqual([...disagreementKinds].sort());
  });
});
