/** What a person does at the bench and sees there, on the worker's side. */

import { toHex } from '../../src-shared/bytes.ts';
import type {
  ActOnSimulatedOrder,
  AddSimulatedProfile,
  ChangeSimulatedCard,
  ChangeSimulatedProfile,
  CopySimulatedCard,
  LibraryProfile,
  MakeSimulatedCard,
  MakeSimulatedEvent,
  MakeSimulatedOrder,
  SimulatedCard,
  SimulatedEvent,
  SimulatedExchange,
  SimulatedOrder,
  SimulatedProfile,
  SimulatedSession,
  SimulatorPicture,
} from '../../src-shared/model/index.ts';
import { StoreMetadataRequest } from '../rsp/index.ts';
import { decode } from '../tlv/index.ts';
import { type BenchCards, iccidOf, type LiveCard } from './bench-cards.ts';
import type { BenchEvents } from './bench-events.ts';
import type { BenchLog } from './bench-log.ts';
import type { BenchOrders } from './bench-orders.ts';
import type { CardPlace } from './bench-protocol.ts';
import { benchReaderId } from './bench-readers.ts';
import type { StoredNotification, StoredProfile } from './euicc/index.ts';
import type { FaultRules } from './faults/index.ts';
import type { Smdp } from './smdp/index.ts';
import type { Smds } from './smds/index.ts';

/** What the readers' side of the bench cannot know; it adds what is in which reader. */
export type HeldByWorker = Omit<SimulatorPicture, 'readers' | 'smdp' | 'smds'> & {
  readonly smdp: Omit<SimulatorPicture['smdp'], 'host' | 'port'>;
  readonly smds?: Omit<NonNullable<SimulatorPicture['smds']>, 'host' | 'port'>;
};

/** A row for each thing that hands do: request in, plain data out. Errors are `simulator_…`. */
export interface BenchHands {
  picture(request: undefined): HeldByWorker;
  card(request: number): SimulatedCard;
  makeCard(request: Omit<MakeSimulatedCard, 'readerId'>): CardPlace;
  copyCard(request: CopySimulatedCard): CardPlace;
  changeCard(request: ChangeSimulatedCard): CardPlace;
  resetCard(request: number): CardPlace;
  deleteCard(request: number): void;
  restoreCard(request: number): CardPlace;
  /** The reader that a card belongs to; undefined: none. */
  place(request: { readonly card: number; readonly home: number | undefined }): void;
  /** The one of this number, which must be free; undefined: the lowest that is. */
  addReader(request: number | undefined): number;
  dropReader(request: number): void;
  addProfile(request: AddSimulatedProfile): SimulatedCard;
  changeProfile(request: ChangeSimulatedProfile): SimulatedCard;
  dropProfile(request: { readonly card: number; readonly iccid: string }): SimulatedCard;
  dropNotifications(request: {
    readonly card: number;
    readonly seqNumber?: number | undefined;
  }): SimulatedCard;
  library(request: undefined): LibraryProfile[];
  makeOrder(request: MakeSimulatedOrder): Promise<SimulatedOrder>;
  actOnOrder(request: ActOnSimulatedOrder): Promise<SimulatedOrder>;
  removeOrder(request: string): SimulatedOrder;
  restoreOrder(request: string): SimulatedOrder;
  orderCode(request: string): { activationCode: string; matchingId: string; confirmationCode?: string };
  makeEvent(request: MakeSimulatedEvent): SimulatedEvent;
  dropEvent(request: string): SimulatedEvent;
  exchanges(request: number): readonly SimulatedExchange[];
}

export interface BenchParts {
  readonly cards: BenchCards;
  readonly orders: BenchOrders;
  readonly events: BenchEvents;
  readonly smdp: Smdp;
  readonly smds: Smds | undefined;
  readonly rules: FaultRules;
  readonly log: BenchLog;
}

/** Notifications that a picture shows of those that the SM-DP+ keeps. */
const shownNotifications = 200;

export function createBenchHands({ cards, orders, events, smdp, smds, rules, log }: BenchParts): BenchHands {
  const view = (card: number) => cardView(cards.get(card));
  return {
    picture: () => ({
      cards: cards.list().map(cardView),
      cis: [...cards.cis()],
      smdp: {
        address: smdp.address,
        orders: orders.show().orders,
        orderCount: orders.show().count,
        sessions: smdp.byHand.sessions().map(
          ({ transactionId, authenticated }): SimulatedSession => ({
            transactionId: toHex(transactionId),
            stage: authenticated === undefined ? 'started' : 'authenticated',
            ...(authenticated === undefined
              ? {}
              : { eid: authenticated.eid, order: authenticated.offer.name }),
          }),
        ),
        notifications: smdp.notifications().slice(-shownNotifications),
      },
      ...(smds === undefined
        ? {}
        : { smds: { address: smds.address, events: events.list(), sessions: smds.sessionCount() } }),
      faults: rules.list().length,
    }),
    card: view,
    makeCard: (request) => placeOf(cards.make(request)),
    copyCard: (request) => placeOf(cards.copy(request)),
    changeCard: (request) => placeOf(cards.change(request)),
    resetCard: (card) => placeOf(cards.reset(card)),
    deleteCard: (card) => cards.delete(card),
    restoreCard: (card) => placeOf(cards.restore(card)),
    place: ({ card, home }) => cards.place(card, home),
    addReader: (wanted) => cards.addReader(wanted),
    dropReader: (number) => cards.dropReader(number),
    addProfile(request) {
      cards.addProfile(request);
      return view(request.card);
    },
    changeProfile(request) {
      cards.changeProfile(request);
      return view(request.card);
    },
    dropProfile({ card, iccid }) {
      cards.dropProfile(card, iccid);
      return view(card);
    },
    dropNotifications({ card, seqNumber }) {
      cards.dropNotifications(card, seqNumber);
      return view(card);
    },
    library: () => orders.library(),
    makeOrder: async (request) => orders.view(await orders.make(request)),
    async actOnOrder(request) {
      await orders.act(request);
      return orders.view(request.order);
    },
    removeOrder(order) {
      const was = orders.view(order);
      orders.remove(order);
      return was;
    },
    restoreOrder(order) {
      orders.restore(order);
      return orders.view(order);
    },
    orderCode: (order) => orders.code(order),
    makeEvent: (request) => events.make(request),
    dropEvent: (event) => events.delete(event),
    exchanges: (limit) => log.list(limit),
  };
}

export function placeOf({ entry, contacts }: LiveCard): CardPlace {
  const { card, eid, home } = entry;
  return { card, eid, atr: contacts.atr, ...(home === undefined ? {} : { home }) };
}

function profileView(profile: StoredProfile): SimulatedProfile {
  const { state, profileClass, nickname, policyRules, size, preloaded } = profile;
  const metadata = decode(StoreMetadataRequest, Buffer.from(profile.metadata, 'hex'), 'metadata');
  return {
    iccid: iccidOf(profile),
    state,
    profileClass,
    serviceProviderName: metadata.serviceProviderName,
    profileName: metadata.profileName,
    ...(nickname === undefined ? {} : { nickname }),
    policyRules: [...policyRules],
    bytes: size,
    preloaded: preloaded === true,
  };
}

function notificationView({ seqNumber, operation, address, iccid }: StoredNotification) {
  return { seqNumber, operation, address, ...(iccid === undefined ? {} : { iccid: iccidOf({ iccid }) }) };
}

/** The RSP session that the card is in (SGP.22 v2.5 §3.1.2, §3.1.3). */
function sessionView({ euicc: { chip } }: LiveCard): SimulatedSession | undefined {
  const { session, installation } = chip;
  if (session === undefined && installation === undefined) return undefined;
  const { server, download } = session ?? {};
  const about =
    server === undefined ? {} : { transactionId: toHex(server.transactionId), server: server.address };
  if (installation !== undefined) return { ...about, stage: 'installing' };
  if (server === undefined) return { stage: 'challenge' };
  return { ...about, stage: download === undefined ? 'authenticated' : 'prepared' };
}

function cardView(live: LiveCard): SimulatedCard {
  const { entry, euicc } = live;
  const { chip } = euicc;
  const { card, name, eid, settings, home, cis } = entry;
  const { profiles, notifications, defaultDpAddress } = chip.state;
  const session = sessionView(live);
  return {
    card,
    name,
    eid,
    atr: toHex(live.contacts.atr),
    ...(home === undefined ? {} : { home: benchReaderId(home) }),
    settings,
    cis: chip.cis.map((one) => toHex(one.subjectKeyId ?? new Uint8Array(0))),
    foreign: cis === 'foreign',
    svn: chip.config.svn,
    memory: { total: chip.config.nonVolatileMemory, free: chip.freeMemory },
    maxProfiles: chip.config.maxProfiles,
    ...(defaultDpAddress === undefined ? {} : { defaultSmdpAddress: defaultDpAddress }),
    profiles: profiles.map(profileView),
    notifications: notifications.map(notificationView),
    ...(session === undefined ? {} : { session }),
  };
}
