/** The worker of the simulated bench: PKI, cards and SM-DP+, away from the engine's thread. Started by `startSimulatedBench`. */

import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { eidOfCard } from './bench-eid.ts';
import type { BenchAnswer, BenchMessage, BenchRequest, BenchWorkerOptions } from './bench-protocol.ts';
import { createFileStateStore, createVirtualEuicc } from './euicc/index.ts';
import { FaultRules, parseFaultRule, withApduFaults } from './faults/index.ts';
import { makeFolder, pkiOfCard } from './kit/card-pki.ts';
import { loadPki, loadPkis, type Pki } from './pki/index.ts';
import { writeSampleProfiles } from './profile/index.ts';
import { loadOrMakePkis } from './rsp-server/index.ts';
import { createSmdp, fileStore, folderSource } from './smdp/index.ts';
import { startSmdpServer } from './smdp/server.ts';
import type { VirtualCard } from './virtual-card.ts';

const smdpAddress = 'smdp.simulated.test';
const options = workerData as BenchWorkerOptions;
const ports = { clock: systemClock, entropy: systemEntropy };
const rules = new FaultRules({ entropy: systemEntropy });

function post(message: BenchMessage): void {
  parentPort?.postMessage(message);
}

/** The first card has the folder's own eUICC certificate, others have one made for them. */
function makeCard(index: number, pki: Pki): { readonly eid: string; readonly contacts: VirtualCard } {
  const eid = (index === 0 ? pki.euicc?.certificate.subject.serialNumber : undefined) ?? eidOfCard(index);
  const folder = join(options.folder, 'cards', String(index));
  const faults = rules.forCard({ eid, reader: `sim:${index}` });
  const card = createVirtualEuicc({
    pki: pkiOfCard({ pki, eid, folder, ...ports }),
    ...ports,
    state: createFileStateStore(join(folder, 'state.json')),
    config: { apduDelay: { fixedMs: options.apduDelayMs, perByteMs: 0 } },
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

/** The name of the SM-DP+: the bench's own, or one that the TLS certificate of a PKI from elsewhere is good for. */
function addressFor(pki: Pki): string {
  const names = pki.dpTls?.certificate.dnsNames ?? [];
  return names.includes(smdpAddress) ? smdpAddress : (names[0] ?? smdpAddress);
}

async function start(): Promise<(request: BenchRequest) => Promise<BenchAnswer>> {
  makeFolder(options.pkiDir, (pkiDir) => {
    loadOrMakePkis({ pkiDir, address: smdpAddress, eid: eidOfCard(0) });
  });
  const pkis = loadPkis(options.pkiDir, smdpAddress);
  const pki = pkis.find((one) => one.dpTls !== undefined) ?? loadPki(options.pkiDir, smdpAddress);
  const address = addressFor(pki);
  const cards = Array.from({ length: options.cards }, (_, index) => makeCard(index, pki));
  makeFolder(options.profilesDir, (folder) => writeSampleProfiles(folder, address));
  const smdp = createSmdp({
    pki: pkis,
    clock: systemClock,
    entropy: systemEntropy,
    store: fileStore(join(options.folder, 'smdp.json')),
    address,
    faults: rules.forServers(),
    profiles: folderSource(options.profilesDir, address),
  });
  const server = await startSmdpServer({ smdp, pki, port: 0 });
  post({
    type: 'ready',
    cards: cards.map(({ eid, contacts }) => ({ eid, atr: contacts.atr })),
    smdp: { address, host: '127.0.0.1', port: server.port },
    trustAnchors: pkis.map((one) => one.ci.certificate.der),
  });
  return async (request) => {
    if (request.call === 'codes') return smdp.codes();
    if (request.call === 'listFaults') return rules.list();
    if (request.call === 'addFault') return [rules.add(parseFaultRule(request.rule))];
    if (request.call === 'clearFaults') return rules.clear(request.fault);
    if (request.call === 'close') {
      await server.close();
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
