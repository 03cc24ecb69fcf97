/** The worker of the simulated bench: PKI, cards and SM-DP+, away from the engine's thread. Started by `startSimulatedBench`. */

import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { BenchCards } from './bench-cards.ts';
import { benchPlanFile } from './bench-cards-file.ts';
import { eidOfCard } from './bench-eid.ts';
import { BenchEvents } from './bench-events.ts';
import { createBenchHands, placeOf } from './bench-hands.ts';
import { benchLastFile, benchLastName } from './bench-last.ts';
import { BenchLog } from './bench-log.ts';
import { BenchOrders } from './bench-orders.ts';
import { madeOrdersFile } from './bench-orders-file.ts';
import type { BenchAnswer, BenchMessage, BenchRequest, BenchWorkerOptions } from './bench-protocol.ts';
import { benchReaderId } from './bench-readers.ts';
import { type FaultRuleState, FaultRules, parseFaultRule } from './faults/index.ts';
import type { ServerFaults } from './faults/ports.ts';
import { makeFolder } from './kit/card-pki.ts';
import { callerWithin, callFunction } from './kit/servers.ts';
import { issueServer, loadPki, loadPkis, type Pki } from './pki/index.ts';
import {
  eventSampleName,
  eventSampleType,
  removeSampleCodes,
  type SampleCode,
  sampleCode,
  writeSampleProfiles,
} from './profile/index.ts';
import { loadOrMakePkis, type RspHandler } from './rsp-server/index.ts';
import { placeOfShop, SoldProfiles, startBenchShops } from './shops/index.ts';
import { createSmdp, fileStore, folderSource, type Smdp } from './smdp/index.ts';
import { startSmdpServer } from './smdp/server.ts';
import { createSmds, fileEventStore, startSmdsServer } from './smds/index.ts';
import { createStateSealing } from './state-file.ts';

const smdpAddress = 'smdp.simulated.test';
const smdsAddress = 'smds.simulated.test';
const options = workerData as BenchWorkerOptions;
const ports = { clock: systemClock, entropy: systemEntropy };
const rules = new FaultRules({ entropy: systemEntropy });
const log = new BenchLog(systemClock, changed);
const { sealingKey } = options;
const sealing = sealingKey === undefined ? undefined : createStateSealing(sealingKey, systemEntropy);

function post(message: BenchMessage): void {
  parentPort?.postMessage(message);
}

/** Says that something has changed, once for all that changes within a moment. */
const changeMs = 150;
let willTell = false;
function changed(): void {
  if (willTell) return;
  willTell = true;
  setTimeout(() => {
    willTell = false;
    post({ type: 'changed' });
  }, changeMs).unref();
}

/** A store whose owner tells of what it saves. */
function told<A extends unknown[], S extends { save(...given: A): void }>(
  store: S & { save(...given: A): void },
): S {
  const save = (...given: A) => {
    store.save(...given);
    changed();
  };
  return { ...store, save };
}

/**
 * What the samples of a sealed bench are downloaded with: the folder does not tell. Their confirmation codes are of this
 * folder alone, since a short one that everybody knows would be found in any file by chance.
 */
function sealedSampleCode(name: string): SampleCode | undefined {
  const code = sampleCode(name);
  if (code?.confirmationCode === undefined || sealingKey === undefined) return code;
  const number = createHmac('sha256', sealingKey)
    .update(`confirmation code ${name}`)
    .digest()
    .readUIntBE(0, 6);
  return { ...code, confirmationCode: String(number % 1e10).padStart(10, '0') };
}

/** The folder of profiles with its samples, made where there is none. */
function profilesOf(address: string): ReturnType<typeof folderSource> {
  const isSealed = sealing !== undefined;
  makeFolder(options.profilesDir, (folder) =>
    writeSampleProfiles(folder, address, { event: true, codes: !isSealed }),
  );
  if (isSealed) removeSampleCodes(options.profilesDir);
  return folderSource(options.profilesDir, address, isSealed ? { codeOf: sealedSampleCode } : {});
}

/** Starts the root SM-DS, and adds it to those that the SM-DP+ can call. */
async function startSmds(pki: Pki, faults: ServerFaults, handlers: Map<string, RspHandler>) {
  const store = told(fileEventStore(join(options.folder, 'smds.json'), sealing));
  const smds = createSmds({ pki, ...ports, store, address: smdsAddress, faults, log: log.ofServer('smds') });
  handlers.set(smdsAddress, smds.handle);
  const server = await startSmdsServer({ smds, pki, port: 0 });
  return { smds, server };
}

/** The name of the SM-DP+: the bench's own, or one that the TLS certificate of a PKI from elsewhere is good for. */
function addressFor(pki: Pki): string {
  const names = pki.dpTls?.certificate.dnsNames ?? [];
  return names.includes(smdpAddress) ? smdpAddress : (names[0] ?? smdpAddress);
}

/** The PKI with the certificates of an SM-DS; undefined where they are not there and cannot be made. */
function pkiOfSmds(pki: Pki): Pki | undefined {
  const fits = pki.dsTls?.certificate.dnsNames.includes(smdsAddress) === true;
  if (fits && pki.dsAuth !== undefined) return pki;
  if (pki.ci.privateKey === undefined) return undefined;
  return {
    ...pki,
    dsAuth: pki.dsAuth ?? issueServer(pki, { ...ports, role: 'dsAuth' }),
    dsTls: fits ? pki.dsTls : issueServer(pki, { ...ports, role: 'dsTls', names: [smdsAddress] }),
  };
}

/** Orders what waits for the first card at the SM-DS, as an operator would (ES2+), unless it was ordered before. */
async function orderEvent(smdp: Smdp, eid: string): Promise<void> {
  const order = smdp.orders().find((one) => one.name === eventSampleName);
  if (order?.state !== 'available') return;
  const header = { functionRequesterIdentifier: 'simulated operator', functionCallIdentifier: 'event' };
  const ordered = await callFunction(smdp.handle, 'es2plus/downloadOrder', {
    header,
    eid,
    profileType: eventSampleType,
  });
  await callFunction(smdp.handle, 'es2plus/confirmOrder', {
    header,
    eid,
    iccid: ordered?.['iccid'],
    matchingId: order.matchingId,
    smdsAddress,
    releaseFlag: true,
  });
}

async function start(): Promise<(request: BenchRequest) => Promise<BenchAnswer>> {
  makeFolder(options.pkiDir, (pkiDir) => {
    loadOrMakePkis({ pkiDir, address: smdpAddress, eid: eidOfCard(0) });
  });
  const pkis = loadPkis(options.pkiDir, smdpAddress);
  const pki = pkis.find((one) => one.dpTls !== undefined) ?? loadPki(options.pkiDir, smdpAddress);
  const address = addressFor(pki);
  const dsPki = pkiOfSmds(pki);
  const rootDsAddress = dsPki === undefined ? undefined : smdsAddress;
  const cards = new BenchCards({
    ...ports,
    folder: options.folder,
    file: benchPlanFile(join(options.folder, 'bench.json')),
    ...(options.cards === undefined ? {} : { count: options.cards }),
    apduDelayMs: options.apduDelayMs,
    pkis: [pki, ...pkis.filter((one) => one !== pki)],
    rootDsAddress,
    smdpAddress: address,
    rules,
    log,
    onRemoval: (card, backAfterMs) => post({ type: 'removal', card, backAfterMs }),
    onChange: changed,
  });
  const faults = rules.forServers();
  const handlers = new Map<string, RspHandler>();
  const kept = sealing === undefined ? {} : { sealing };
  const sold = new SoldProfiles({ address, file: join(options.folder, 'shop-profiles.json'), ...kept });
  const folderOffers = profilesOf(address);
  const orders = new BenchOrders({
    file: madeOrdersFile(options.folder, sealing),
    entropy: systemEntropy,
    address,
    smdp: () => smdp,
    smds: () => ds?.smds,
    onChange: changed,
  });
  const smdp: Smdp = createSmdp({
    pki: pkis,
    clock: systemClock,
    entropy: systemEntropy,
    store: told(fileStore(join(options.folder, 'smdp.json'), sealing)),
    address,
    faults,
    profiles: () => [...folderOffers(), ...sold.list(), ...orders.list()],
    log: log.ofServer('smdp'),
    call: callerWithin(handlers),
  });
  const server = await startSmdpServer({ smdp, pki, port: 0 });
  const ds = dsPki && (await startSmds(dsPki, faults, handlers));
  const smds = ds?.server;
  const [first] = cards.list();
  if (smds !== undefined && first !== undefined) await orderEvent(smdp, first.entry.eid);
  const { shops, close: closeShops } = await startBenchShops({
    ...ports,
    ...kept,
    folder: options.folder,
    profiles: sold,
    smdp: () => smdp,
    faults,
    ...(smds === undefined ? {} : { smdsAddress }),
  });
  const last = benchLastFile(join(options.folder, benchLastName));
  const asItIs = () => ({ readers: cards.readers, cards: cards.list().map(placeOf) });
  const remember = () => last.save({ ...asItIs(), smdpAddress: address });
  remember();
  post({
    type: 'ready',
    ...asItIs(),
    smdp: { address, host: '127.0.0.1', port: server.port },
    ...(smds === undefined ? {} : { smds: { address: smdsAddress, host: '127.0.0.1', port: smds.port } }),
    shops: shops.map(placeOfShop),
    trustAnchors: pkis.map((one) => one.ci.certificate.der),
  });
  const events = new BenchEvents({ orders, smdp, smds: ds?.smds, onChange: changed });
  const hands = createBenchHands({ cards, orders, events, smdp, smds: ds?.smds, rules, log });
  const bench = () => ({
    cards: cards.list().map(({ entry: { eid, home } }) => ({
      eid,
      ...(home === undefined ? {} : { reader: benchReaderId(home) }),
    })),
    readers: cards.readers.map(benchReaderId),
    hasSmds: ds !== undefined,
    hasShops: shops.length > 0,
  });
  const idle = (id: number) => rules.idle(id, bench());
  const withIdle = (rule: FaultRuleState): FaultRuleState => {
    const why = idle(rule.id);
    return why === undefined ? rule : { ...rule, idle: why };
  };
  return async (request) => {
    if (request.call === 'codes') return smdp.codes();
    if (request.call === 'listFaults') return rules.list().map(withIdle);
    if (request.call === 'addFault' || request.call === 'clearFaults') changed();
    if (request.call === 'addFault') return [withIdle(rules.add(parseFaultRule(request.rule)))];
    if (request.call === 'clearFaults') return rules.clear(request.fault);
    if (request.call === 'hand') {
      const hand = hands[request.hand] as (request: unknown) => unknown;
      try {
        return { given: await hand(request.request) };
      } finally {
        remember();
      }
    }
    if (request.call === 'close') {
      cards.close();
      await Promise.all([closeShops(), server.close(), smds?.close()]);
      return undefined;
    }
    const { contacts: card } = cards.get(request.card);
    if (request.call === 'transmit') return card.transmit(request.command);
    await card[request.call]();
    return undefined;
  };
}

start().then(
  (serve) =>
    parentPort?.on('message', (request: BenchRequest) => {
      serve(request)
        .then((value) => post({ type: 'answer', id: request.id, value }))
        .catch((error) => post({ type: 'error', id: request.id, error: toWorkbenchError(error).toData() }))
        .finally(() => {
          if (request.call === 'close') parentPort?.close();
        });
    }),
  (error: unknown) => post({ type: 'failed', error: toWorkbenchError(error).toData() }),
);
