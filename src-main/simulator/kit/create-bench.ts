/**
 * The bench for other people's tests: cards, an SM-DP+ and SM-DSs on loopback HTTPS and a PKI in this process, with real
 * cryptography on both sides. docs/simulator.md shows it at work.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulatedCode } from '../../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import { eidOfCard } from '../bench-eid.ts';
import { type FaultRule, type FaultRuleState, FaultRules, parseFaultRule } from '../faults/index.ts';
import type { RspHandler } from '../rsp-server/index.ts';
import { type BenchShops, type Shop, SoldProfiles, startBenchShops } from '../shops/index.ts';
import {
  createSmdp,
  fileStore,
  memoryStore,
  type OrderView,
  type Smdp,
  type SmdpLogEntry,
} from '../smdp/index.ts';
import type { ReceivedNotification } from '../smdp/state.ts';
import { BenchCard, forgettingStore } from './bench-card.ts';
import { type BenchSmds, type RunningBenchSmds, startSmdss } from './bench-smds.ts';
import { Offers } from './offers.ts';
import { type BenchCardOptions, type BenchOptions, checkOptions, type OfferedProfile } from './options.ts';
import { type BenchCi, type BenchPkis, cardPkis, describeCis, localName, makePkis } from './pkis.ts';
import { type BenchServer, callerWithin, callFunction, listenFor, placeOf } from './servers.ts';

/** The SM-DP+ of a bench (SGP.22 v2.5 §3.1, §5.3, §5.6). */
export interface BenchSmdp extends BenchServer {
  /** The orders with their states (§3.1.6). */
  orders(): OrderView[];
  /** Notifications that were sent to it. */
  notifications(): readonly ReceivedNotification[];
}

/** A shop of a bench: how it is reached, the token of its account, and its orders. */
export type BenchShop = Pick<Shop, 'connector' | 'baseUrl' | 'token' | 'login' | 'label' | 'port' | 'orders'>;

export interface Bench {
  readonly cards: readonly BenchCard[];
  /** The first of them. Throws where the bench has none. */
  readonly card: BenchCard;
  readonly smdp: BenchSmdp;
  /** The root, and the one below it in a cascade. Cards have the root's address as their root SM-DS. */
  readonly smds: readonly BenchSmds[];
  /** Where codes of the SM-DP+ can be bought, as asked for. */
  readonly shops: readonly BenchShop[];
  /** The first is the one under which the servers' TLS certificates are. */
  readonly cis: readonly BenchCi[];
  /** The last calls of every server, the oldest first. Holds no secrets. */
  log(): readonly SmdpLogEntry[];
  /** Activation codes that the SM-DP+ honours; the first needs no confirmation code. */
  codes(): SimulatedCode[];
  /** Offers one more profile until the next `reset`, and gives its activation code. Throws `smdp_profile_invalid`. */
  addProfile(profile: OfferedProfile): string;
  /**
   * Makes something go wrong from now on, in card, contacts or server: a rule as one types it, as `apdu 12 removal`, or as
   * an object. Rules are asked in the order of their adding. Throws `fault_rule_invalid`, which says what is known.
   */
  addFault(rule: string | FaultRule): FaultRuleState;
  /** The rules in force: how often each was asked, and how often it made its fault. */
  faults(): FaultRuleState[];
  /** Takes one rule away, by its id, or all of them; gives them as they ended. Throws `fault_rule_unknown`. */
  clearFaults(id?: number): FaultRuleState[];
  /**
   * As at the beginning, for the next test: empty cards, fresh orders, nothing sold, no sessions, events or added profiles, the first fault
   * rules with their counters at zero, an empty log.
   */
  reset(): Promise<void>;
  /** Takes the cards out and ends the server. Never rejects. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const maxLog = 1000;

function makeCards(
  options: BenchOptions,
  cards: readonly BenchCardOptions[],
  { rsp }: BenchPkis,
  rules: FaultRules,
  rootDsAddress: string | undefined,
): BenchCard[] {
  const { clock = systemClock, entropy = systemEntropy } = options;
  const own = rsp.find((pki) => pki.euicc !== undefined)?.euicc?.certificate.subject.serialNumber;
  return cards.map(({ eid: wanted, config }, index) => {
    const eid = wanted ?? (index === 0 ? own : undefined) ?? eidOfCard(index);
    const folder = options.folder === undefined ? undefined : join(options.folder, 'cards', String(index));
    return new BenchCard({
      pki: cardPkis(options, rsp, eid, folder),
      faultsOf: (card) => rules.forCard({ eid: card, reader: `sim:${index}` }),
      clock,
      entropy,
      state: forgettingStore(folder === undefined ? undefined : join(folder, 'state.json')),
      config: { ...(rootDsAddress === undefined ? {} : { rootDsAddress }), ...config },
    });
  });
}

/** `localhost` and the port where the TLS certificate bears that name, else the first that it bears. */
function defaultAddress({ tls }: BenchPkis, port: number): string {
  const { dnsNames = [] } = tls.dpTls?.certificate ?? {};
  const [first] = dnsNames;
  return dnsNames.includes(localName) || first === undefined ? `${localName}:${port}` : first;
}

/**
 * Makes a bench; everything is up when this resolves. Ends with `close`, or with `await using`.
 *
 * Rejects with `simulator_options_invalid`, `simulator_config_invalid` (a card's settings), `smdp_port_unavailable`, and
 * with what fault rules, PKI, profiles and kept states are faulted for (`fault_rule_invalid`, `pki_…`, `smdp_…`,
 * `smds_…`, `simulator_state_…`).
 */
export async function createBench(options: BenchOptions = {}): Promise<Bench> {
  const wanted = checkOptions(options);
  const { folder, clock = systemClock, entropy = systemEntropy, smdp: settings = {} } = options;
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pkis = makePkis(options, wanted.address ?? localName);
  const firstRules = (options.faults ?? []).map((rule) => parseFaultRule(rule));
  const rules = new FaultRules({ entropy, rules: firstRules });
  const faults = rules.forServers();
  const entries: SmdpLogEntry[] = [];
  const log = (entry: SmdpLogEntry) => {
    if (entries.push(entry) > maxLog) entries.shift();
    options.log?.(entry);
  };
  const handlers = new Map<string, RspHandler>();
  const call = callerWithin(handlers);
  const ends: (() => Promise<void>)[] = [];
  const endAll = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const kept = folder === undefined ? {} : { folder };
    const smdsOptions = { pkis, port: wanted.smdsPort, faults, clock, entropy, log, call, ...kept };
    const smdss = await startSmdss(wanted.smds, smdsOptions);
    for (const one of smdss) {
      ends.push(one.close);
      handlers.set(one.address, one.handle);
    }
    const listener = await listenFor<HeldSmdp>('smdp', { pki: pkis.tls, port: wanted.port, faults });
    ends.push(() => listener.close());
    const address = wanted.address ?? defaultAddress(pkis, listener.port);
    const offers = new Offers(options.profiles, address, ({ error: { message } }) =>
      log({ at: clock.now(), function: 'profiles', outcome: 'refused', message }),
    );
    const sold = new SoldProfiles({
      address,
      ...(folder === undefined ? {} : { file: join(folder, 'shop-profiles.json') }),
    });
    const { sessionLifetimeMs } = settings;
    const store = folder === undefined ? memoryStore() : fileStore(join(folder, 'smdp.json'));
    const make = () =>
      createSmdp({
        pki: pkis.rsp,
        clock,
        entropy,
        faults,
        store,
        address,
        profiles: () => [...offers.list(), ...sold.list()],
        call,
        log,
        ...(sessionLifetimeMs === undefined ? {} : { sessionLifetimeMs }),
      });
    const smdp = new HeldSmdp(make);
    listener.become(smdp);
    handlers.set(address, smdp.handle);
    ends.push(async () => smdp.held.close());
    const shops = await startBenchShops({
      clock,
      entropy,
      faults,
      profiles: sold,
      smdp: () => smdp.held,
      which: [],
      ...options.shops,
      ...kept,
      ...(smdss[0] === undefined ? {} : { smdsAddress: smdss[0].address }),
    });
    ends.push(shops.close);
    const cards = makeCards(options, wanted.cards, pkis, rules, smdss[0]?.address);
    ends.push(async () => {
      await Promise.all(cards.map((card) => card.remove()));
    });
    const { port } = listener;
    return assemble({
      ...{ cards, smdp, smdss, shops, offers, sold, rules, firstRules, entries, port, pkis },
      close: endAll,
    });
  } catch (error) {
    await endAll();
    throw error;
  }
}

/** The SM-DP+, which another one replaces at a reset: what the first one still had to tell others goes with it. */
class HeldSmdp {
  readonly #make: () => Smdp;
  held: Smdp;
  readonly handle: RspHandler = (request) => this.held.handle(request);

  constructor(make: () => Smdp) {
    this.#make = make;
    this.held = make();
  }

  reset(): void {
    this.held.close();
    this.held.reset();
    this.held = this.#make();
  }
}

function assemble(parts: {
  readonly cards: readonly BenchCard[];
  readonly smdp: HeldSmdp;
  readonly smdss: readonly RunningBenchSmds[];
  readonly shops: BenchShops;
  readonly offers: Offers;
  readonly sold: SoldProfiles;
  readonly rules: FaultRules;
  readonly firstRules: readonly FaultRule[];
  readonly entries: SmdpLogEntry[];
  readonly port: number;
  readonly pkis: BenchPkis;
  readonly close: () => Promise<void>;
}): Bench {
  const { cards, smdp, smdss, shops, offers, sold, rules, firstRules, entries, port, close } = parts;
  return {
    cards,
    get card() {
      const [first] = cards;
      if (first === undefined) throw new RangeError('the bench has no cards');
      return first;
    },
    smdp: {
      ...placeOf(smdp.held.address, port),
      orders: () => smdp.held.orders(),
      notifications: () => smdp.held.notifications(),
      sessionCount: () => smdp.held.sessionCount(),
      call: (name, body) => callFunction(smdp.handle, name, body),
    },
    smds: smdss,
    shops: shops.shops,
    cis: describeCis(parts.pkis),
    log: () => [...entries],
    codes: () => smdp.held.codes(),
    addProfile(profile) {
      const { matchingId } = offers.add(profile);
      const code = smdp.held.codes().find((one) => one.activationCode.split('$')[2] === matchingId);
      return code?.activationCode ?? `LPA:1$${smdp.held.address}$`;
    },
    addFault: (rule) => rules.add(parseFaultRule(rule)),
    faults: () => rules.list(),
    clearFaults: (id) => rules.clear(id),
    async reset() {
      rules.clear();
      for (const rule of firstRules) rules.add(rule);
      for (const one of shops.shops) one.reset();
      sold.reset();
      offers.reset();
      smdp.reset();
      for (const one of smdss) one.reset();
      entries.length = 0;
      for (const card of cards) await card.restoreFactoryState();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
