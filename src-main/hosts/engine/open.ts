/** Getting at the engine of a data folder: the one that runs, or one of this process's own. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkbenchApi } from '../../../src-shared/api.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { KeychainPort } from '../../store/key.ts';
import type { ApisHost } from '../../workbench/apis-desk.ts';
import { localCaller } from './caller.ts';
import { type AttachedEngine, connectEngine } from './client.ts';

/** What decides how an engine of one's own is put together. */
export interface EngineOptions {
  readonly dataFolder: string;
  /** Whether the simulated bench runs beside the real readers. */
  readonly simulator: boolean;
  /** Milliseconds that a simulated card takes for each APDU. Default 0. */
  readonly simulatorDelayMs?: number | undefined;
  /** Simulated readers with a card each. Default 2. */
  readonly simulatorCards?: number | undefined;
  /** Where servers are reached that no DNS knows: `NAME` at `host`:`port`. */
  readonly connectTo: readonly ConnectTo[];
  /** Of the store's key, where it is protected by one. */
  readonly passphrase?: string | undefined;
  /** The system keychain, where this process reaches one: a new data folder's key goes there. */
  readonly keychain?: KeychainPort | undefined;
  /** Serves the APIs for scripts while they are switched on: for hosts with a window and no server. */
  readonly apis?: ApisHost | undefined;
  /** Read every card that is put in, so that its EID is seen at once: for hosts that stay, not for one command. */
  readonly autoRead: boolean;
}

export interface ConnectTo {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** An engine in this process, listening on its socket. */
export interface RunningEngine {
  readonly workbench: WorkbenchApi & { ready(): Promise<void> };
  /** Until nobody else uses it and nobody can attach any more; `waiting` is called where that is not at once. */
  drain(waiting: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Whoever makes a call through it and is not named is the user of this machine, at the command line. */
export interface OpenedEngine extends WorkbenchApi {
  /** False where it is attached to an engine of another process. */
  readonly own: boolean;
  /** Until recovery is done. */
  ready(): Promise<void>;
  /** Resolves when an engine of another process has gone. Never, for one's own. */
  readonly gone: Promise<void>;
  /** Detaches, or ends the engine of this process; with `waiting`, only after those attached to it have left. */
  close(options?: { readonly waiting?: () => void }): Promise<void>;
}

function attached(engine: AttachedEngine): OpenedEngine {
  return {
    own: false,
    call: (name, input, caller = localCaller('cli')) => engine.call(name, input, caller),
    subscribe: (listener) => engine.subscribe(listener),
    ready: () => engine.ready(),
    gone: engine.gone,
    close: () => engine.close(),
  };
}

function owned(engine: RunningEngine): OpenedEngine {
  return {
    own: true,
    call: (name, input, caller = localCaller('cli')) => engine.workbench.call(name, input, caller),
    ...(engine.workbench.fleetPage === undefined ? {} : { fleetPage: engine.workbench.fleetPage }),
    subscribe: (listener) => engine.workbench.subscribe(listener),
    ready: () => engine.workbench.ready(),
    gone: new Promise(() => {}),
    async close({ waiting } = {}) {
      if (waiting) await engine.drain(waiting);
      await engine.close();
    },
  };
}

/**
 * Attaches to the engine of the data folder, or starts one in this process. An engine that is just starting, or just
 * ending, is waited for. Rejects with engine_locked (it holds the folder and does not answer), engine_version,
 * engine_option (a running engine cannot be told what only its start decides), and what starting one rejects with.
 */
export async function openEngine(
  options: EngineOptions,
  start: (options: EngineOptions) => Promise<RunningEngine>,
  patienceMs = 10_000,
): Promise<OpenedEngine> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const running = await connectEngine(options.dataFolder).catch((error: unknown) => {
      // It ended while it was being greeted: as if there had been none.
      if (error instanceof WorkbenchError && error.code === 'engine_gone') return undefined;
      throw error;
    });
    if (running !== undefined) {
      if (options.connectTo.length === 0) return attached(running);
      await running.close();
      throw new WorkbenchError('engine_option', { option: '--connect-to' });
    }
    try {
      return owned(await start(options));
    } catch (error) {
      const locked = error instanceof WorkbenchError && error.code === 'engine_locked';
      if (!locked || Date.now() >= until) throw error;
    }
    await sleep(100);
  }
}
