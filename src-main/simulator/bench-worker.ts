/** The worker of the simulated bench: PKI, cards and SM-DP+, away from the engine's thread. Started by `startSimulatedBench`. */

import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { eidOfCard } from './bench-eid.ts';
import type { BenchAnswer, BenchMessage, BenchRequest, BenchWorkerOptions } from './bench-protocol.ts';
import { createFileStateStore, createVirtualEuicc } from './euicc/index.ts';
import { FaultRules, parseFaultRule, withApduFaults } from './faults/index.ts';
import type { ServerFaults } from './faults/ports.ts';
import { makeFolder, pkiOfCard } from './kit/card-pki.ts';
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
import type { VirtualCard } from './virtual-card.ts';

const smdpAddress = 'smdp.simulated.test';
const smdsAddress = 'smds.simulated.test';
const options = workerData as BenchWorkerOptions;
const ports = { clock: systemClock, entropy: systemEntropy };
const rules = new FaultRules({ entropy: systemEntropy });
const { sealingKey } = options;
const sealing = sealingKey === undefined ? undefined : createStateSealing(sealingKey, systemEntropy);

function post(message: BenchMessage): void {
  parentPort?.postMessage(message);
}

/** The first card has the folder's own eUICC certificate, others have one made for them. */
function makeCard(
  index: number,
  pki: Pki,
  rootDsAddress: string | undefined,
): { readonly eid: string; readonly contacts: VirtualCard } {
  const eid = (index === 0 ? pki.euicc?.certificate.subject.serialNumber : undefined) ?? eidOfCard(index);
  const folder = join(options.folder, 'cards', String(index));
  const faults = rules.forCard({ eid, reader: `sim:${index}` });
  const card = createVirtualEuicc({
    pki: pkiOfCard({ pki, eid, folder, ...ports }),
    ...ports,
    state: createFileStateStore(join(folder, 'state.json')),
    config: {
      apduDelay: { fixedMs: options.apduDelayMs, perByteMs: 0 },
      ...(rootDsAddress === undefined ? {} : { rootDsAddress }),
    },
    faults,
  });
  const contacts = withApduFaults(card, {
    faults,
    clock: systemClock,
    entropy: systemEntropy,
    // The reader is in the other thread: it takes the card out, and then the card's power.
    onRemoval: async (backAfterMs) => post({ type: 'removal', card: index, backAfterMs }),
  });
  return { eid: card.chip.eid, contacts };
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
  const store = fileEventStore(join(options.folder, 'smds.json'), sealing);
  const smds = createSmds({ pki, ...ports, store, address: smdsAddress, faults });
  handlers.set(smdsAddress, smds.handle);
  return startSmdsServer({ smds, pki, port: 0 });
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
  const cards = Array.from({ length: options.cards }, (_, index) => makeCard(index, pki, rootDsAddress));
  const faults = rules.forServers();
  const handlers = new Map<string, RspHandler>();
  const kept = sealing === undefined ? {} : { sealing };
  const sold = new SoldProfiles({ address, file: join(options.folder, 'shop-profiles.json'), ...kept });
  const folderOffers = profilesOf(address);
  const smdp = createSmdp({
    pki: pkis,
    clock: systemClock,
    entropy: systemEntropy,
    store: fileStore(join(options.folder, 'smdp.json'), sealing),
    address,
    faults,
    profiles: () => [...folderOffers(), ...sold.list()],
    call: callerWithin(handlers),
  });
  const server = await startSmdpServer({ smdp, pki, port: 0 });
  const smds = dsPki && (await startSmds(dsPki, faults, handlers));
  const [first] = cards;
  if (smds !== undefined && first !== undefined) await orderEvent(smdp, first.eid);
  const { shops, close: closeShops } = await startBenchShops({
    ...ports,
    ...kept,
    folder: options.folder,
    profiles: sold,
    smdp: () => smdp,
    faults,
    ...(smds === undefined ? {} : { smdsAddress }),
  });
  post({
    type: 'ready',
    cards: cards.map(({ eid, contacts }) => ({ eid, atr: contacts.atr })),
    smdp: { address, host: '127.0.0.1', port: server.port },
    ...(smds === undefined ? {} : { smds: { address: smdsAddress, host: '127.0.0.1', port: smds.port } }),
    shops: shops.map(placeOfShop),
    trustAnchors: pkis.map((one) => one.ci.certificate.der),
  });
  return async (request) => {
    if (request.call === 'codes') return smdp.codes();
    if (request.call === 'listFaults') return rules.list();
    if (request.call === 'addFault') return [rules.add(parseFaultRule(request.rule))];
    if (request.call === 'clearFaults') return rules.clear(request.fault);
    if (request.call === 'close') {
      await Promise.all([closeShops(), server.close(), smds?.close()]);
      return undefined;
    }
    const card = cards[request.card]?.contacts;
    if (card === undefined) throw new RangeError('no such card');
    if (request.call === 'transmit') return card.transmit(request.command);
    await card[request.call]();
    return undefined;
  };
}

try {
  const serve = await start();
  parentPort?.on('message', (request: BenchRequest) => {
    serve(request)
      .then((value) => post({ type: 'answer', id: request.id, value }))
      .catch((error) => post({ type: 'error', id: request.id, error: toWorkbenchError(error).toData() }))
      .finally(() => {
        if (request.call === 'close') parentPort?.close();
      });
  });
} catch (error) {
  post({ type: 'failed', error: toWorkbenchError(error).toData() });
}
