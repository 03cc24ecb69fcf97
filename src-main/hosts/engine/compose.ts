/** Puts an engine together: the rooms behind the workbench, the socket in front of it. */

import { createHash, createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { parseActivationCode } from '../../../src-shared/activation-code.ts';
import { toWorkbenchError, type WorkbenchError } from '../../../src-shared/errors/index.ts';
import { findCodes } from '../../../src-shared/find-codes.ts';
import { systemClock as clock, systemEntropy as entropy } from '../../../src-shared/system-ports.ts';
import { createPcscReaders } from '../../card/pcsc-reader.ts';
import { createEs9Client, defaultTimeouts } from '../../es9/es9-client.ts';
import { reachServer } from '../../es9/reach-server.ts';
import { openTrustStore } from '../../es9/trust-store.ts';
import { createShopTransport } from '../../orders/index.ts';
import type { BenchServers, OpenedBench } from '../../simulator/bench.ts';
import { lockDataFolder } from '../../store/data-folder.ts';
import { removeCopies } from '../../store/database-copy.ts';
import { holdKey } from '../../store/key.ts';
import { openStore } from '../../store/open.ts';
import { startReading } from '../../workbench/reading.ts';
import { createWorkbench } from '../../workbench.ts';
import { adoptTokenFile } from './adopt-token.ts';
import type { EngineOptions, RunningEngine } from './open.ts';
import { resolveNames } from './resolve-names.ts';
import { serveEngineSocket } from './socket-server.ts';
import { workbenchVersion } from './version.ts';
import { workerModule } from './worker-module.ts';

/** Where the simulated bench keeps its cards and its server, within the data folder. */
const benchFolder = 'simulator';
/** What a window takes to paint what the engine tells it first: so long a bench that may come later leaves the processors to it. */
const windowMs = 300;

/** What has no caller to be told goes to stderr; it holds no secrets. */
function log(message: string, error: WorkbenchError): void {
  process.stderr.write(`${message}: ${error.message}\n`);
}

/** Undoes, the last first, what was begun; for an engine that cannot be started, and for one that ends. */
class Undo {
  readonly #steps: (() => unknown)[] = [];
  #running = false;

  get running(): boolean {
    return this.#running;
  }

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    this.#running = true;
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        log('The engine did not end in order', toWorkbenchError(error));
      }
    }
  }
}

/** The bench, or why it cannot be had: the real readers work without it. Complete, unless it may come later. */
async function simulatedBench(
  { dataFolder, simulatorDelayMs: apduDelayMs = 0, simulatorCards: cards, simulatorLater }: EngineOptions,
  key: Uint8Array,
): Promise<{ readonly bench: OpenedBench } | { readonly error: WorkbenchError }> {
  try {
    const { openBench } = await import('./bench.ts');
    const sealingKey = createSecretKey(key);
    const restMs = simulatorLater ? windowMs : 0;
    const bench = await openBench(join(dataFolder, benchFolder), { apduDelayMs, cards, sealingKey, restMs });
    if (!simulatorLater)
      await bench.servers.catch(async (error: unknown) => {
        await bench.close();
        throw error;
      });
    return { bench };
  } catch (thrown) {
    return { error: benchFailed(thrown) };
  }
}

function benchFailed(thrown: unknown): WorkbenchError {
  const error = toWorkbenchError(thrown);
  log('The simulated bench cannot be started', error);
  return error;
}

/**
 * Starts the engine of a data folder in this process. Rejects with engine_locked (another one holds it), data_folder_unusable,
 * store_* and trust_store_unreadable; everything begun is undone then.
 */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { dataFolder } = options;
  const undo = new Undo();
  try {
    const lock = lockDataFolder(dataFolder);
    undo.add(() => lock.release());
    removeCopies(dataFolder);
    const { passphrase, keychain } = options;
    const held = await holdKey({ folder: dataFolder, passphrase, keychain, entropy });
    const { key } = held;
    const store = openStore({ folder: dataFolder, clock, entropy, key });
    undo.add(() => store.close());
    try {
      adoptTokenFile(dataFolder, store.tokens, clock.now());
    } catch (error) {
      log('The file api-token of before could not be taken over', toWorkbenchError(error));
    }
    const reading = startReading({ folder: dataFolder, key, clock, ...workerModule('reading-worker') });
    undo.add(() => reading.close());
    const trust = openTrustStore({ dataFolder, clock });
    for (const problem of trust.problems) log('A root is left out', toWorkbenchError(problem));

    const simulator = options.simulator ? await simulatedBench(options, store.keys.benchKey()) : undefined;
    const bench = simulator && 'bench' in simulator ? simulator.bench : undefined;
    const benchError = simulator && 'error' in simulator ? simulator.error : undefined;
    if (bench) undo.add(() => bench.close());
    const connectTo = new Map(options.connectTo.map(({ name, host, port }) => [name, { host, port }]));
    const reach = ({ smdp, smds, trustAnchors }: BenchServers) => {
      for (const server of [smdp, ...(smds ? [smds] : [])]) {
        const { address } = server;
        const asked = connectTo.get(address);
        if (asked === undefined) connectTo.set(address, server);
        else
          process.stderr.write(
            `--connect-to: ${address} is reached at ${asked.host}:${asked.port}, and not the simulated server of that name\n`,
          );
      }
      for (const anchor of trustAnchors) trust.addEphemeral(anchor);
    };
    // From here on nobody reaches a server before the bench is up or has failed.
    const after = bench?.servers.then(reach).catch((thrown: unknown) => {
      // One that is closed while it comes up has not failed.
      if (!undo.running) benchFailed(thrown);
    });
    const shops = bench?.servers.then((servers) => servers.shops) ?? [];
    const simulated = options.simulatorLater ? shops : await shops;
    if (!options.simulatorLater) await after;
    const workbench = createWorkbench({
      store,
      providers: [createPcscReaders({ clock }), ...(bench ? [bench.readers] : [])],
      createEs9: (trace) => createEs9Client({ trust, clock, trace, connectTo, after }),
      async reachServer(address) {
        await after;
        return await reachServer(address, { trust, clock, connectTo, connectMs: defaultTimeouts.connectMs });
      },
      clock,
      entropy,
      sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
      trust,
      codes: {
        parse: parseActivationCode,
        async fromImage(image) {
          const text = await reading.readQr(image);
          // Platforms write it into a link.
          const activationCode = findCodes(text)[0] ?? text;
          return { ...parseActivationCode(activationCode), activationCode };
        },
        readPart: (part) => reading.readCodes(part),
        drawLabels: (labels, wish) => reading.drawLabels(labels, wish),
      },
      shops: { transport: createShopTransport(clock), simulated },
      traces: reading.traces,
      traceTools: reading.traceTools,
      fleet: reading.fleet,
      apis: options.apis,
      evidence: reading.evidence,
      records: {
        folder: dataFolder,
        makeReport: (request, now) => reading.makeReport(request, now),
        examineDatabase: (deep) => reading.examineDatabase(deep),
        copyDatabase: (id) => reading.copyDatabase(id),
        rootProblems: trust.problems,
        key: held,
        renewReaders: (present) => reading.renew(present),
        resolveNames,
      },
      ...(bench && {
        simulator: {
          smdpAddress: bench.smdpAddress,
          codes: () => bench.codes(),
          faults: bench.faults,
          byHand: bench.byHand,
          onChange: (listener) => bench.onChange(listener),
        },
      }),
      get simulatorError() {
        return (benchError ?? bench?.failure())?.toData();
      },
      version: workbenchVersion(),
      dataFolder,
      autoRead: options.autoRead,
      log,
    });
    undo.add(() => workbench.close());

    const socket = await serveEngineSocket({ workbench, dataFolder, simulator: bench !== undefined });
    undo.add(() => socket.close());
    return {
      workbench,
      drain: (waiting) => socket.drain(waiting),
      close: () => undo.run(),
    };
  } catch (error) {
    await undo.run();
    throw error;
  }
}
