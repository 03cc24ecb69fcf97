/** The worker of the simulated bench: PKI, cards and SM-DP+, away from the engine's thread. Started by `startSimulatedBench`. */

import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import { eidOfCard } from './bench-eid.ts';
import type { BenchAnswer, BenchMessage, BenchRequest, BenchWorkerOptions } from './bench-protocol.ts';
import { createFileStateStore, createVirtualEuicc, type EuiccCard } from './euicc/index.ts';
import { makeFolder, pkiOfCard } from './kit/card-pki.ts';
import { loadPki, loadPkis, type Pki } from './pki/index.ts';
import { writeSampleProfiles } from './profile/index.ts';
import { loadOrMakePkis } from './rsp-server/index.ts';
import { createSmdp, fileStore, folderSource } from './smdp/index.ts';
import { startSmdpServer } from './smdp/server.ts';

const smdpAddress = 'smdp.simulated.test';
const options = workerData as BenchWorkerOptions;
const ports = { clock: systemClock, entropy: systemEntropy };

function post(message: BenchMessage): void {
  parentPort?.postMessage(message);
}

/** The first card has the folder's own eUICC certificate, others have one made for them. */
function makeCard(index: number, pki: Pki): EuiccCard {
  const own = index === 0 ? pki.euicc?.certificate.subject.serialNumber : undefined;
  const eid = own ?? eidOfCard(index);
  const folder = join(options.folder, 'cards', String(index));
  return createVirtualEuicc({
    pki: pkiOfCard({ pki, eid, folder, ...ports }),
    ...ports,
    state: createFileStateStore(join(folder, 'state.json')),
    config: { apduDelay: { fixedMs: options.apduDelayMs, perByteMs: 0 } },
  });
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
    profiles: folderSource(options.profilesDir, address),
  });
  const server = await startSmdpServer({ smdp, pki, port: 0 });
  post({
    type: 'ready',
    cards: cards.map((card) => ({ eid: card.chip.eid, atr: card.atr })),
    smdp: { address, host: '127.0.0.1', port: server.port },
    trustAnchors: pkis.map((one) => one.ci.certificate.der),
  });
  return async (request) => {
    if (request.call === 'codes') return smdp.codes();
    if (request.call === 'close') {
      await server.close();
      return undefined;
    }
    const card = cards[request.card];
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
