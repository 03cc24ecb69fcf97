/** Getting at the engine of a data folder: the one that runs, or one of this process's own. */

import type { WorkbenchApi } from '../../../src-shared/api.ts';
import type { KeychainPort } from '../../store/key.ts';
import type { ApisHost } from '../../workbench/apis-desk.ts';
import { connectEngine } from './client.ts';
import { openEngineBy } from './open-by.ts';

/** What decides how an engine of one's own is put together. */
export interface EngineOptions {
  readonly dataFolder: string;
  /** Whether the simulated bench runs beside the real readers. */
  readonly simulator: boolean;
  /** Milliseconds that a simulated card takes for each APDU. Default 0. */
  readonly simulatorDelayMs?: number | undefined;
  /**
   * Whether the engine may be there before the simulated bench has come up, with its readers and cards as they were last: for a window,
   * which somebody waits for. What is asked of the bench waits for it.
   */
  readonly simulatorLater?: boolean | undefined;
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

/** `openEngineBy`, with every frame checked against the contract. */
export async function openEngine(
  options: EngineOptions,
  start: (options: EngineOptions) => Promise<RunningEngine>,
  patienceMs?: number,
): Promise<OpenedEngine> {
  return await openEngineBy(connectEngine, options, start, patienceMs);
}
