/**
 * The bench for other people's tests: cards, an SM-DP+ on loopback HTTPS and a PKI in this process, with real
 * cryptography on both sides. docs/simulator.md shows it at work.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64, toHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { SimulatedCode } from '../../../src-shared/model/index.ts';
import { systemClock, systemEntropy } from '../../../src-shared/system-ports.ts';
import { eidOfCard } from '../bench-eid.ts';
import type { CurveName } from '../crypto/index.ts';
import { type FaultRule, type FaultRuleState, FaultRules, parseFaultRule } from '../faults/index.ts';
import { generatePki, type Pki } from '../pki/index.ts';
import {
  createSmdp,
  fileStore,
  loadOrMakePkis,
  memoryStore,
  type OrderView,
  type Smdp,
  type SmdpLogEntry,
  startSmdpServer,
} from '../smdp/index.ts';
import type { ReceivedNotification } from '../smdp/state.ts';
import { BenchCard, forgettingStore } from './bench-card.ts';
import { pkiOfCard } from './card-pki.ts';
import { Offers } from './offers.ts';
import { type BenchCardOptions, type BenchOptions, checkOptions, type OfferedProfile } from './options.ts';

/** A CI of the bench, which a client has to trust: for TLS and, on the card's side, for RSP. */
export interface BenchCi {
  /** Subject key identifier, upper-case hexadecimal. */
  readonly keyId: string;
  readonly der: Uint8Array;
  readonly pem: string;
}

/** The SM-DP+ of a bench (SGP.22 v2.5 §3.1, §5.6). */
export interface BenchSmdp {
  /** As activation codes name it. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** `https://HOST:PORT`, for clients that need no name. */
  readonly url: string;
  /** The orders with their states (§3.1.6). */
  orders(): OrderView[];
  /** Notifications that were sent to it. */
  notifications(): readonly ReceivedNotification[];
  /** RSP sessions under way. */
  sessionCount(): number;
  /**
   * One ES9+ function with no network between, as `initiateAuthentication`: its JSON in, the JSON of its answer out, or
   * undefined where the answer has no body. Rejects with the HTTP status where that is no success.
   */
  call(name: string, body: object): Promise<Record<string, unknown> | undefined>;
  /** The last calls, the oldest first. Holds no secrets. */
  log(): readonly SmdpLogEntry[];
}

export interface Bench {
  readonly cards: readonly BenchCard[];
  /** The first of them. Throws where the bench has none. */
  readonly card: BenchCard;
  readonly smdp: BenchSmdp;
  /** The first is the one under which the SM-DP+'s TLS certificate is. */
  readonly cis: readonly BenchCi[];
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
   * As at the beginning, for the next test: empty cards, fresh orders, no sessions, no added profiles, the first fault
   * rules with their counters at zero, an empty log.
   */
  reset(): Promise<void>;
  /** Takes the cards out and ends the server. Never rejects. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const maxLog = 1000;
const host = '127.0.0.1';
const localName = 'localhost';

/** The PKIs of cards and SM-DP+, and the one whose TLS certificate is shown. */
function makePkis(options: BenchOptions, address: string): { rsp: readonly Pki[]; tls: Pki } {
  const { pki, curves = ['P-256'], clock = systemClock, entropy = systemEntropy } = options;
  const folder =
    pki !== undefined && 'folder' in pki
      ? pki.folder
      : options.folder === undefined || pki !== undefined
        ? undefined
        : join(options.folder, 'pki');
  const eid = eidOfCard(0);
  const make = (curve: CurveName) =>
    generatePki({ clock, entropy, eid, smdpAddress: address, additionalNames: [localName, host], curve });
  let rsp: readonly Pki[];
  if (folder !== undefined) rsp = loadOrMakePkis({ pkiDir: folder, address, eid, clock, entropy }).pkis;
  else if (pki === undefined || 'folder' in pki) rsp = curves.map(make);
  else rsp = 'ci' in pki ? [pki] : pki;
  const onP256 = (one: Pki) => one.ci.certificate.publicKey.curve === 'P-256';
  const tls = rsp.find((one) => one.dpTls !== undefined && onP256(one));
  // Node 24 crashes in a TLS client of its own where a Brainpool key is in the chain.
  if (tls === undefined && pki === undefined && folder === undefined) return { rsp, tls: make('P-256') };
  const any = tls ?? rsp.find((one) => one.dpTls !== undefined) ?? rsp[0];
  if (any === undefined) throw new WorkbenchError('pki_incomplete', { missing: 'ci' });
  return { rsp, tls: any };
}

/** What a card has of each PKI: where its EUM's key is elsewhere, the CI alone, to check servers by. */
function cardPkis(
  options: BenchOptions,
  pkis: readonly Pki[],
  eid: string,
  folder: string | undefined,
): Pki[] {
  const { clock = systemClock, entropy = systemEntropy } = options;
  return pkis.map((pki) => {
    const own = pki.euicc?.certificate.subject.serialNumber === eid;
    if (!own && pki.eum?.privateKey === undefined) return { ci: { certificate: pki.ci.certificate } };
    return pkiOfCard({ pki, eid, clock, entropy, ...(folder === undefined ? {} : { folder }) });
  });
}

function makeCards(
  options: BenchOptions,
  cards: readonly BenchCardOptions[],
  pkis: readonly Pki[],
  rules: FaultRules,
) {
  const { clock = systemClock, entropy = systemEntropy } = options;
  const own = pkis.find((pki) => pki.euicc !== undefined)?.euicc?.certificate.subject.serialNumber;
  return cards.map(({ eid: wanted, config }, index) => {
    const eid = wanted ?? (index === 0 ? own : undefined) ?? eidOfCard(index);
    const folder = options.folder === undefined ? undefined : join(options.folder, 'cards', String(index));
    return new BenchCard({
      pki: cardPkis(options, pkis, eid, folder),
      faultsOf: (own) => rules.forCard({ eid: own, reader: `sim:${index}` }),
      clock,
      entropy,
      state: forgettingStore(folder === undefined ? undefined : join(folder, 'state.json')),
      ...(config === undefined ? {} : { config }),
    });
  });
}

function describeCi(pki: Pki): BenchCi {
  const { der, subjectKeyId = new Uint8Array(0) } = pki.ci.certificate;
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  return { keyId: toHex(subjectKeyId), der, pem };
}

/** The name that needs no DNS where the TLS certificate bears it, else the first that it bears. */
function defaultAddress(tls: Pki, port: number): string {
  const { dnsNames = [] } = tls.dpTls?.certificate ?? {};
  return dnsNames.includes(localName) ? `${localName}:${port}` : (dnsNames[0] ?? `${localName}:${port}`);
}

/**
 * Makes a bench; everything is up when this resolves. Ends with `close`, or with `await using`.
 *
 * Rejects with `simulator_options_invalid`, `simulator_config_invalid` (a card's settings), `smdp_port_unavailable`, and
 * with what PKI, profiles and kept states are faulted for (`pki_…`, `smdp_…`, `simulator_state_…`).
 */
export async function createBench(options: BenchOptions = {}): Promise<Bench> {
  const { cards: wanted, address: name, port: wantedPort } = checkOptions(options);
  const { folder, clock = systemClock, entropy = systemEntropy, smdp: settings = {} } = options;
  if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { rsp: pkis, tls } = makePkis(options, name ?? localName);
  const firstRules = (options.faults ?? []).map((rule) => parseFaultRule(rule));
  const rules = new FaultRules({ entropy, rules: firstRules });
  const faults = rules.forServers();
  const cards = makeCards(options, wanted, pkis, rules);

  // The address may hold the port, which is known when the server listens: nobody can have called before.
  let smdp: Smdp | undefined;
  const server = await startSmdpServer({
    smdp: { faults, handle: (request) => (smdp ?? raise()).handle(request) },
    pki: tls,
    port: wantedPort,
  });
  const log: SmdpLogEntry[] = [];
  try {
    const address = name ?? defaultAddress(tls, server.port);
    const offers = new Offers(options.profiles, address);
    smdp = createSmdp({
      pki: pkis,
      clock,
      entropy,
      faults,
      store: folder === undefined ? memoryStore() : fileStore(join(folder, 'smdp.json')),
      address,
      profiles: offers.list,
      log: (entry) => {
        if (log.push(entry) > maxLog) log.shift();
        options.log?.(entry);
      },
      ...(settings.sessionLifetimeMs === undefined ? {} : { sessionLifetimeMs: settings.sessionLifetimeMs }),
    });
    return assemble({
      cards,
      smdp,
      offers,
      rules,
      firstRules,
      log,
      port: server.port,
      cis: [tls, ...pkis.filter((one) => one !== tls)],
      close: () => server.close(),
    });
  } catch (error) {
    await server.close();
    throw error;
  }
}

function raise(): never {
  throw new Error('the SM-DP+ is not there yet');
}

async function callFunction(
  smdp: Smdp,
  name: string,
  body: object,
): Promise<Record<string, unknown> | undefined> {
  const answer = await smdp.handle({
    method: 'POST',
    path: `/gsma/rsp2/es9plus/${name}`,
    headers: { 'content-type': 'application/json', 'x-admin-protocol': 'gsma/rsp/v2.5.0' },
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
  if (answer.status >= 400) throw new WorkbenchError('smdp_answer_http', { status: answer.status });
  if (answer.body.length === 0) return undefined;
  return JSON.parse(new TextDecoder().decode(answer.body)) as Record<string, unknown>;
}

function assemble(parts: {
  readonly cards: readonly BenchCard[];
  readonly smdp: Smdp;
  readonly offers: Offers;
  readonly rules: FaultRules;
  readonly firstRules: readonly FaultRule[];
  readonly log: SmdpLogEntry[];
  readonly port: number;
  readonly cis: readonly Pki[];
  readonly close: () => Promise<void>;
}): Bench {
  const { cards, smdp, offers, rules, firstRules, log, port } = parts;
  const close = async () => {
    await Promise.all(cards.map((card) => card.remove()));
    await parts.close();
  };
  return {
    cards,
    get card() {
      const [first] = cards;
      if (first === undefined) throw new RangeError('the bench has no cards');
      return first;
    },
    smdp: {
      address: smdp.address,
      host,
      port,
      url: `https://${host}:${port}`,
      orders: () => smdp.orders(),
      notifications: () => smdp.notifications(),
      sessionCount: () => smdp.sessionCount(),
      call: (name, body) => callFunction(smdp, name, body),
      log: () => [...log],
    },
    cis: parts.cis.map(describeCi),
    codes: () => smdp.codes(),
    addProfile(profile) {
      const { matchingId } = offers.add(profile);
      const code = smdp.codes().find((one) => one.activationCode.split('$')[2] === matchingId);
      return code?.activationCode ?? `LPA:1$${smdp.address}$`;
    },
    addFault: (rule) => rules.add(parseFaultRule(rule)),
    faults: () => rules.list(),
    clearFaults: (id) => rules.clear(id),
    async reset() {
      rules.clear();
      for (const rule of firstRules) rules.add(rule);
      offers.reset();
      smdp.reset();
      log.length = 0;
      for (const card of cards) await card.restoreFactoryState();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
