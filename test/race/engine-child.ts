/** An engine in a process of its own, whose cards are in another one: it can be killed while they go on. */

import { createHash } from 'node:crypto';
import { flushCompileCache } from 'node:module';
import { labelFiles } from '../../src-main/codes/label-files.ts';
import { readFilePart } from '../../src-main/codes/read-files.ts';
import { createEs9Client } from '../../src-main/es9/es9-client.ts';
import { openTrustStore } from '../../src-main/es9/trust-store.ts';
import { serveEngineSocket } from '../../src-main/hosts/engine/socket-server.ts';
import { createSimulatedReaders } from '../../src-main/simulator/sim-reader.ts';
import type { VirtualCard } from '../../src-main/simulator/virtual-card.ts';
import { lockDataFolder } from '../../src-main/store/data-folder.ts';
import { openKey } from '../../src-main/store/key.ts';
import { openStore } from '../../src-main/store/open.ts';
import { createTraceView } from '../../src-main/workbench/trace-view.ts';
import { createWorkbench } from '../../src-main/workbench.ts';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../src-shared/system-ports.ts';
import type { CardCall, EngineBegin, FromEngine, ToEngine } from './messages.ts';

const waiting = new Map<number, { resolve: (answer: Uint8Array) => void; reject: (error: Error) => void }>();
let nextId = 1;

function tell(message: FromEngine): void {
  process.send?.(message);
}

function ask(card: number, call: CardCall, command: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const id = nextId++;
    waiting.set(id, { resolve, reject });
    tell({ type: 'card', id, card, call, command });
  });
}

function remoteCard(card: number, atr: Uint8Array): VirtualCard {
  const order = async (call: CardCall) => void (await ask(card, call));
  return {
    atr,
    powerOn: () => order('powerOn'),
    powerOff: () => order('powerOff'),
    reset: () => order('reset'),
    transmit: (command) => ask(card, 'transmit', command),
  };
}

async function begin({ folder, cards, smdp, anchors }: EngineBegin): Promise<void> {
  lockDataFolder(folder);
  const key = openKey({ folder, entropy });
  const store = openStore({ folder, clock, entropy, key });
  const trust = openTrustStore({ dataFolder: folder, clock });
  for (const anchor of anchors) trust.addEphemeral(anchor);
  const connectTo = new Map([[smdp.address, { host: smdp.host, port: smdp.port }]]);
  const workbench = createWorkbench({
    store,
    providers: [
      createSimulatedReaders({ cards: cards.map(({ atr }, index) => ({ card: remoteCard(index, atr) })) }),
    ],
    createEs9: (trace) => createEs9Client({ trust, clock, trace, connectTo }),
    clock,
    entropy,
    sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
    trust,
    codes: {
      parse: parseActivationCode,
      fromImage: () => Promise.reject(new Error('no pictures here')),
      readPart: readFilePart,
      drawLabels: labelFiles,
    },
    traces: createTraceView(store),
    version: 'race',
    dataFolder: folder,
    autoRead: true,
    log: (message, error) => process.stderr.write(`${message}: ${error.message}\n`),
  });
  await serveEngineSocket({ workbench, dataFolder: folder, simulator: true });
  await workbench.ready();
  tell({ type: 'up' });
  // It is killed before it could keep what it has compiled for the next one.
  flushCompileCache();
}

process.once('message', (first: EngineBegin) => {
  process.on('message', ({ id, response, failed }: ToEngine) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (failed) call?.reject(new Error('the card did not answer'));
    else call?.resolve(response);
  });
  void begin(first);
});
// Whoever has started it is gone.
process.on('disconnect', () => process.exit(0));
