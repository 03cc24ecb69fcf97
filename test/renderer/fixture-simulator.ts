/** The simulated bench of the fixture: two cards, an order in every state, one side that knows more than the other. */

import type { simulatorRows } from '../../src-shared/api/simulator.ts';
import type { CallName, CallOutput, CallRequest, WorkbenchEvent } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import { faultLibrary } from '../../src-shared/faults/library.ts';
import { searchFaults } from '../../src-shared/faults/search.ts';
import type {
  FaultRuleState,
  LibraryProfile,
  SimulatedCard,
  SimulatedEvent,
  SimulatedExchange,
  SimulatedOrder,
  SimulatorPicture,
} from '../../src-shared/model/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import type { Scenario } from './fixture-api.ts';
import { eids, minute } from './fixture-data.ts';

type FaultCalls = 'simulator.faults.list' | 'simulator.faults.add' | 'simulator.faults.clear';
type SimulatorCalls = Extract<CallName, keyof typeof simulatorRows> | FaultCalls;
export type SimulatorHandlers = { [N in SimulatorCalls]: (request: CallRequest<N>) => CallOutput<N> };

const smdpAddress = 'smdp.bench.localhost';
const ci = '665A1433D67C1A2C5DB8B52C967F10A057BA5CB2';
const otherEid = '89049032007008882600000000000215';
const transactionId = '7C39A1B2C3D4E5F60718293A4B5C6D7E';

function makeBenchCards(): SimulatedCard[] {
  const common = {
    settings: {},
    cis: [ci],
    foreign: false,
    svn: '2.5.0',
    maxProfiles: 16,
    notifications: [],
  };
  return [
    {
      ...common,
      card: 0,
      name: 'Card 0',
      eid: eids.simulated,
      atr: '3B9F96C00AB1FE453FC6838031E073FE211F65D002341569810F21',
      readerId: 'sim:0',
      home: 'sim:0',
      memory: { total: 524_288, free: 498_120 },
      profiles: [
        {
          iccid: '8999901000000000019',
          state: 'enabled',
          profileClass: 'operational',
          serviceProviderName: 'Nordlicht Mobil',
          profileName: 'Nordlicht Basis',
          nickname: 'Lab \u202eevil',
          policyRules: [],
          bytes: 9_120,
          preloaded: false,
        },
        {
          iccid: '8999904000000000049',
          state: 'disabled',
          profileClass: 'operational',
          serviceProviderName: 'Kite Wireless',
          profileName: 'Kite Fleet (PPR2: no deletion)',
          policyRules: ['ppr2'],
          bytes: 17_048,
          preloaded: false,
        },
      ],
      notifications: [
        {
          seqNumber: 12,
          operation: 'notificationInstall',
          address: smdpAddress,
          iccid: '8999904000000000049',
        },
        {
          seqNumber: 13,
          operation: 'notificationEnable',
          address: smdpAddress,
          iccid: '8999901000000000019',
        },
      ],
      session: { transactionId, stage: 'prepared', server: smdpAddress },
    },
    {
      ...common,
      card: 1,
      name: 'Small and old',
      eid: otherEid,
      atr: '3B9F96C00AB1FE453FC6838031E073FE211F65D002341569810F21',
      settings: { nonVolatileMemory: 9_000, maxProfiles: 1, svn: '2.2.2' },
      memory: { total: 9_000, free: 9_000 },
      svn: '2.2.2',
      maxProfiles: 1,
      profiles: [],
    },
  ];
}

function makeBenchOrders(): SimulatedOrder[] {
  const order = (name: string, index: number, rest: Partial<SimulatedOrder>): SimulatedOrder => ({
    order: name,
    origin: 'folder',
    profileName: name,
    serviceProviderName: 'Kite Wireless',
    profileClass: 'operational',
    iccid: `89999060000000000${index}9`,
    bytes: 8_412,
    policyRules: [],
    state: 'released',
    installations: 0,
    maxInstallations: 1,
    downloads: 0,
    confirmationCodeRequired: false,
    wrongConfirmationCodes: 0,
    maxConfirmationCodes: 5,
    event: false,
    transactions: [],
    ...rest,
  });
  return [
    order('1-nordlicht', 1, {
      profileName: 'Nordlicht Basis',
      serviceProviderName: 'Nordlicht Mobil',
      iccid: '8999901000000000019',
      state: 'installed',
      eid: eids.simulated,
      installations: 1,
      downloads: 1,
    }),
    order('2-tidewater', 2, {
      profileName: 'Tidewater Prepaid (with confirmation code)',
      serviceProviderName: 'Tidewater Telecom',
      confirmationCodeRequired: true,
      wrongConfirmationCodes: 2,
      maxInstallations: 10,
    }),
    order('4-kite-fleet', 4, {
      profileName: 'Kite Fleet (PPR2: no deletion)',
      iccid: '8999904000000000049',
      policyRules: ['ppr2'],
      state: 'downloaded',
      eid: eids.simulated,
      downloads: 2,
      transactions: [{ transactionId, eid: eids.simulated, concluded: false }],
    }),
    order('7-harbour', 7, { profileName: 'Harbour Link', boundTo: eids.simulated, event: true }),
    order('made-1', 8, { origin: 'made', profileName: 'For the gate', state: 'confirmed', maxDownloads: 3 }),
    order('made-2', 9, {
      origin: 'made',
      profileName: 'Spoilt <b>order</b>',
      state: 'error',
      reason: 'installFailedDueToPEProcessingError',
      eid: otherEid,
      downloads: 1,
    }),
    order('sold-1-1', 5, { origin: 'shop', profileName: 'Travel 5 GB', state: 'available' }),
  ];
}

const library: readonly LibraryProfile[] = [
  ['1-nordlicht', 'Nordlicht Basis', 'Nordlicht Mobil'],
  ['2-tidewater', 'Tidewater Prepaid (with confirmation code)', 'Tidewater Telecom'],
  ['4-kite-fleet', 'Kite Fleet (PPR2: no deletion)', 'Kite Wireless'],
].map(([profile = '', profileName = '', serviceProviderName = '']) => ({
  profile,
  profileName,
  serviceProviderName,
  profileClass: 'operational',
  policyRules: profile === '4-kite-fleet' ? ['ppr2'] : [],
  bytes: 8_412,
}));

function makeExchanges(now: number): SimulatedExchange[] {
  const lines: Omit<SimulatedExchange, 'number' | 'at' | 'count'>[] = [
    { side: 'card', card: 0, function: 'ES10b.GetEUICCChallenge', outcome: 'executed', sw: '9000' },
    { side: 'smdp', function: 'ES9+.InitiateAuthentication', outcome: 'executed', transactionId },
    { side: 'card', card: 0, function: 'ES10b.AuthenticateServer', outcome: 'executed', sw: '9000' },
    {
      side: 'smdp',
      function: 'ES9+.AuthenticateClient',
      outcome: 'failed',
      subjectCode: '8.2.6',
      reasonCode: '3.8',
      message: 'Matching id refused; as a fault',
      transactionId,
    },
    { side: 'smds', function: 'ES12.RegisterEvent', outcome: 'executed' },
    { side: 'card', card: 0, function: 'ES10b.LoadBoundProfilePackage', outcome: 'failed', sw: '6A80' },
  ];
  return lines.map((line, index) => ({
    ...line,
    number: index + 1,
    at: now - (lines.length - index) * 1_000,
    count: line.function.endsWith('Package') ? 18 : 1,
  }));
}

/** `full`: as above; else a bench that nobody has used. Everything is refused where none runs. */
export function makeSimulatorHandlers(
  scenario: Scenario,
  now: () => number,
  emit: (event: WorkbenchEvent) => void,
): SimulatorHandlers {
  const full = scenario === 'full';
  let cards = makeBenchCards().map((card): SimulatedCard => {
    if (full || card.card !== 0) return card;
    const { session: _, ...rest } = card;
    return { ...rest, profiles: [], notifications: [] };
  });
  let readers = ['sim:0', 'sim:1'];
  let orders = full ? makeBenchOrders() : [];
  let removed: SimulatedOrder[] = [];
  let events: SimulatedEvent[] = full
    ? [
        {
          event: '00112233445566aa',
          eid: eids.simulated,
          server: smdpAddress,
          registeredAt: now() - 40 * minute,
          order: '7-harbour',
        },
        { event: '00112233445566bb', eid: otherEid, server: smdpAddress, registeredAt: now() - minute },
      ]
    : [];
  let rules: FaultRuleState[] = [];
  const taken = new Map<number, SimulatedCard>();
  let made = 2;
  let nextRule = 1;

  const run =
    <R, T>(act: (request: R) => T, changes = true) =>
    (request: R): T => {
      if (scenario === 'none') throw new WorkbenchError('simulator_not_running');
      const answer = act(request);
      if (changes) emit({ type: 'simulator', faults: rules.length });
      return answer;
    };
  const cardOf = (number: number) => {
    const found = cards.find((one) => one.card === number);
    if (found === undefined) throw new WorkbenchError('simulator_card_unknown', { card: number });
    return found;
  };
  const put = (card: SimulatedCard) => {
    cards = [...cards.filter((one) => one.card !== card.card), card].sort((a, b) => a.card - b.card);
    return card;
  };
  const without = <T extends object, K extends keyof T>(from: T, ...keys: K[]): Omit<T, K> =>
    Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
  const out = (card: SimulatedCard): SimulatedCard => without(card, 'readerId', 'home') as SimulatedCard;
  const orderOf = (name: string) => {
    const found = orders.find((one) => one.order === name);
    if (found === undefined) throw new WorkbenchError('simulator_order_unknown', { order: name });
    return found;
  };
  const putOrder = (order: SimulatedOrder) => {
    const known = orders.some((one) => one.order === order.order);
    orders = known ? orders.map((one) => (one.order === order.order ? order : one)) : [...orders, order];
    return order;
  };
  const newCard = (name: string | undefined, like: SimulatedCard): SimulatedCard => {
    const number = Math.max(...cards.map((one) => one.card)) + 1;
    const eid = `890490320070088826000000000${String(100 + number).padStart(5, '0')}`;
    return put({ ...out(like), card: number, name: name ?? `Card ${number}`, eid });
  };
  const picture = (): SimulatorPicture => ({
    readers: readers.map((readerId) => {
      const card = cards.find((one) => one.readerId === readerId)?.card;
      return { readerId, ...(card === undefined ? {} : { card }) };
    }),
    cards,
    cis: [{ keyId: ci, subject: 'eUICC Workbench Bench CI' }],
    smdp: {
      address: smdpAddress,
      host: '127.0.0.1',
      port: 40443,
      orders,
      orderCount: orders.length,
      sessions: full
        ? [{ transactionId, stage: 'authenticated', eid: eids.simulated, order: '4-kite-fleet' }]
        : [],
      notifications: full
        ? [
            {
              eid: eids.simulated,
              sequenceNumber: 11,
              event: 'notificationInstall',
              iccid: '8999901000000000019',
              receivedAt: now() - 30 * minute,
            },
          ]
        : [],
    },
    smds: { address: 'smds.bench.localhost', host: '127.0.0.1', port: 40444, events, sessions: 0 },
    faults: rules.length,
  });

  return {
    'simulator.picture': run(picture, false),
    'simulator.exchanges': run(() => (full ? makeExchanges(now()) : []), false),
    'simulator.cards.make': run(({ name, settings = {}, readerId, cis }) => {
      const card = newCard(name, { ...cardOf(0), profiles: [], notifications: [] });
      const total = Number(settings['nonVolatileMemory'] ?? 524_288);
      return put({
        ...(without(card, 'session') as SimulatedCard),
        settings,
        foreign: cis === 'foreign',
        memory: { total, free: total },
        ...(readerId === undefined ? {} : { readerId, home: readerId }),
      });
    }),
    'simulator.cards.change': run(({ card, name, settings }) =>
      put({
        ...cardOf(card),
        ...(name === undefined ? {} : { name }),
        ...(settings === undefined ? {} : { settings }),
      }),
    ),
    'simulator.cards.copy': run(({ card, name }) => newCard(name, cardOf(card))),
    'simulator.cards.reset': run(({ card }) => {
      taken.set(card, cardOf(card));
      return put({ ...cardOf(card), profiles: [], notifications: [] });
    }),
    'simulator.cards.restore': run(({ card }) => {
      const was = taken.get(card);
      if (was === undefined)
        throw new WorkbenchError('simulator_card_not_restored', { card, reason: 'nothing is kept' });
      return put(was);
    }),
    'simulator.cards.delete': run(({ card }) => {
      const was = cardOf(card);
      taken.set(card, out(was));
      cards = cards.filter((one) => one.card !== card);
      return was;
    }),
    'simulator.cards.insert': run(({ card, readerId }) => {
      if (cards.some((one) => one.readerId === readerId))
        throw new WorkbenchError('simulator_reader_taken', { reader: readerId });
      return put({ ...cardOf(card), readerId, home: readerId });
    }),
    'simulator.cards.remove': run(({ card }) => put(out(cardOf(card)))),
    'simulator.cards.addProfile': run(({ card, iccid = '8999950000000000018', bytes, ...rest }) =>
      put({
        ...cardOf(card),
        profiles: [
          ...cardOf(card).profiles,
          {
            iccid,
            state: 'disabled',
            profileClass: rest.profileClass,
            serviceProviderName: rest.serviceProviderName,
            profileName: rest.profileName,
            policyRules: [],
            bytes,
            preloaded: true,
          },
        ],
      }),
    ),
    'simulator.cards.changeProfile': run(({ card, iccid, state, nickname, ...names }) =>
      put({
        ...cardOf(card),
        profiles: cardOf(card).profiles.map((one) =>
          one.iccid === iccid
            ? {
                ...one,
                ...(state === undefined ? {} : { state }),
                ...(nickname === undefined ? {} : { nickname }),
                ...(names.profileName === undefined ? {} : { profileName: names.profileName }),
              }
            : one,
        ),
      }),
    ),
    'simulator.cards.dropProfile': run(({ card, iccid }) => {
      taken.set(card, cardOf(card));
      return put({ ...cardOf(card), profiles: cardOf(card).profiles.filter((one) => one.iccid !== iccid) });
    }),
    'simulator.cards.dropNotifications': run(({ card, seqNumber }) =>
      put({
        ...cardOf(card),
        notifications: cardOf(card).notifications.filter(
          (one) => seqNumber !== undefined && one.seqNumber !== seqNumber,
        ),
      }),
    ),
    'simulator.readers.add': run(({ readerId = `sim:${readers.length}` }) => {
      readers = [...readers, readerId].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
      return { readerId };
    }),
    'simulator.readers.remove': run(({ readerId }) => {
      readers = readers.filter((one) => one !== readerId);
      cards = cards.map((one) => (one.readerId === readerId ? out(one) : one));
      return { readerId };
    }),
    'simulator.library': run(() => [...library], false),
    'simulator.orders.make': run(
      ({ from, profileName, confirmationCode, eid, smds, release, maxDownloads, expiresAt }) => {
        made += 1;
        const known = library.find((one) => from.kind === 'library' && one.profile === from.profile);
        return putOrder({
          ...(makeBenchOrders()[4] as SimulatedOrder),
          order: `made-${made}`,
          profileName: profileName ?? known?.profileName ?? 'Given',
          state: release ? 'released' : 'confirmed',
          confirmationCodeRequired: confirmationCode !== undefined,
          event: smds,
          ...(eid === undefined ? {} : { boundTo: eid }),
          ...(maxDownloads === undefined ? {} : { maxDownloads }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        });
      },
    ),
    'simulator.orders.act': run(({ order, action }) => {
      if (action.kind === 'expiry') {
        const { expiresAt: _, ...rest } = orderOf(order);
        const { expiresAt } = action;
        return putOrder({ ...rest, ...(expiresAt === undefined ? {} : { expiresAt }) });
      }
      const state =
        action.kind === 'state' ? action.state : action.kind === 'cancel' ? 'unavailable' : 'released';
      return putOrder({ ...orderOf(order), state });
    }),
    'simulator.orders.remove': run(({ order }) => {
      const was = orderOf(order);
      orders = orders.filter((one) => one.order !== order);
      removed = [...removed, was];
      return was;
    }),
    'simulator.orders.restore': run(({ order }) => {
      const was = removed.find((one) => one.order === order);
      if (was === undefined) throw new WorkbenchError('simulator_order_unknown', { order });
      return putOrder(was);
    }),
    'simulator.orders.code': run(
      ({ order }) => ({
        activationCode: `LPA:1$${smdpAddress}$${orderOf(order).order.toUpperCase()}`,
        matchingId: order.toUpperCase(),
        qr: { size: 5, path: 'M1 1h1v1h-1zM3 1h1v1h-1zM1 3h1v1h-1z' },
      }),
      false,
    ),
    'simulator.events.make': run(({ eid, order, server = smdpAddress }) => {
      const event: SimulatedEvent = {
        event: `00112233445566${String(events.length).padStart(2, '0')}`,
        eid,
        server,
        registeredAt: now(),
        ...(order === undefined ? {} : { order }),
      };
      events = [...events, event];
      return event;
    }),
    'simulator.events.delete': run(({ event }) => {
      const was = events.find((one) => one.event === event);
      if (was === undefined) throw new WorkbenchError('simulator_event_unknown');
      events = events.filter((one) => one !== was);
      return was;
    }),
    'simulator.faults.library': ({ text }) => searchFaults(faultLibrary(), text),
    'simulator.faults.list': () => rules,
    'simulator.faults.add': run(({ rule }) => {
      const text = typeof rule === 'string' ? rule : JSON.stringify(rule);
      if (text.includes('nonsense') || rules.length >= simulatorLimits.shown)
        throw new WorkbenchError('fault_rule_invalid', {
          rule: text,
          reason: 'there is no fault nonsense',
          next: 'docs/faults.md shows every fault with its rule.',
        });
      const state: FaultRuleState = {
        id: nextRule++,
        rule: text,
        seen: 0,
        done: 0,
        ...(text.startsWith('ES15') ? { idle: 'nobody_calls' as const } : {}),
      };
      rules = [...rules, state];
      return state;
    }),
    'simulator.faults.clear': run(({ id }) => {
      const gone = rules.filter((one) => id === undefined || one.id === id);
      rules = rules.filter((one) => !gone.includes(one));
      return gone;
    }),
  };
}
