/** The main process's hold on the engine: attached to one that runs, or to one in a utility process; found again when it is gone. */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { safeStorage, type UtilityProcess } from 'electron';
import type { WorkbenchEvent } from '../../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../../src-shared/errors/index.ts';
import { systemClock } from '../../../src-shared/system-ports.ts';
import type { EngineOptions, OpenedEngine, RunningEngine } from '../engine/open.ts';
import { openEngineBy } from '../engine/open-by.ts';
import { fromEngineProcess, type ToEngineProcess } from './channels.ts';
import { forkEngine } from './engine-fork.ts';
import { answerKeychain, createKeychain } from './keychain.ts';
import type { AppOptions } from './options.ts';
import { attachUnread } from './pass-on.ts';

/** An operation that cannot be cancelled any more (a profile is being written) is waited for, this long. */
const endMs = 120_000;
const restartDelaysMs = [200, 1_000, 5_000];

export interface EngineHostEvents {
  event(event: WorkbenchEvent): void;
  alive(alive: boolean): void;
}

export class EngineHost {
  readonly #options: AppOptions;
  readonly #events: EngineHostEvents;
  #engine: OpenedEngine | undefined;
  /** Until an engine is there for the first time, or cannot be had. */
  readonly #first = Promise.withResolvers<void>();
  #closing = false;
  /** On its way already, and not told yet what to do. */
  #prepared: UtilityProcess | undefined;

  constructor(options: AppOptions, events: EngineHostEvents, prepared?: UtilityProcess) {
    this.#options = options;
    this.#events = events;
    this.#prepared = prepared;
    // Also where nobody has asked for it yet.
    this.#first.promise.catch(() => undefined);
    // One that ends before anything is asked of it is of no use.
    prepared?.once('exit', () => {
      if (this.#prepared === prepared) this.#prepared = undefined;
    });
  }

  get alive(): boolean {
    return this.#engine !== undefined;
  }

  /** Whether closing this window ends the engine. */
  get own(): boolean {
    return this.#engine?.own === true;
  }

  /** The engine that lives now. Throws engine_gone. */
  get engine(): OpenedEngine {
    if (this.#engine === undefined) throw new WorkbenchError('engine_gone');
    return this.#engine;
  }

  /** The engine that lives now, or the one that is to come where none has been there yet. Rejects with engine_gone. */
  async engineToCome(): Promise<OpenedEngine> {
    if (this.#engine === undefined) await this.#first.promise;
    return this.engine;
  }

  /** Rejects with what keeps the engine from starting. */
  async open(): Promise<void> {
    try {
      await this.#open();
      this.#first.resolve();
    } catch (error) {
      this.#first.reject(error);
      throw error;
    }
  }

  async #open(): Promise<void> {
    const { dataFolder, simulator, connectTo, passphraseFile } = this.#options;
    const passphrase =
      passphraseFile === undefined ? undefined : readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '');
    const engine = await openEngineBy(
      attachUnread,
      { dataFolder, simulator, connectTo, passphrase, autoRead: true },
      (options) => this.#startProcess(options),
    );
    this.#engine = engine;
    // An engine has come up elsewhere meanwhile.
    this.#prepared?.kill();
    this.#prepared = undefined;
    if (!engine.own && this.#options.apiPort !== undefined)
      process.stderr.write(
        '--api-port: an engine runs already, and the APIs are served by whoever runs it.\n',
      );
    engine.subscribe((event) => this.#events.event(event));
    void engine.gone.then(() => this.#lost(engine));
    this.#events.alive(true);
  }

  async #startProcess(options: EngineOptions): Promise<RunningEngine> {
    const child = this.#prepared ?? forkEngine();
    this.#prepared = undefined;
    const keychain = createKeychain(safeStorage, systemClock);
    const say = (message: ToEngineProcess) => child.postMessage(message);
    const started = Promise.withResolvers<void>();
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    void exited.then(() => started.reject(new WorkbenchError('engine_gone')));
    child.on('message', (message: unknown) => {
      const said = fromEngineProcess.parse(message);
      if (said.type === 'keychain') void answerKeychain(keychain, said).then(say);
      else if (said.type === 'started') started.resolve();
      else started.reject(WorkbenchError.fromData(said.error));
    });
    const { passphrase, ...rest } = options;
    say({
      type: 'start',
      dataFolder: rest.dataFolder,
      simulator: rest.simulator,
      connectTo: [...rest.connectTo],
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(this.#options.apiPort === undefined ? {} : { apiPort: this.#options.apiPort }),
    });
    try {
      await started.promise;
      const attached = await attachUnread(options.dataFolder);
      if (attached === undefined) throw new WorkbenchError('engine_gone');
      void exited.then(() => {
        if (this.#engine?.own === true) this.#lost(this.#engine);
      });
      return {
        workbench: attached,
        drain: async () => {},
        async close() {
          await attached.close();
          say({ type: 'close' });
          await Promise.race([exited, sleep(endMs, undefined, { ref: false })]);
          child.kill();
        },
      };
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  #lost(engine: OpenedEngine): void {
    if (this.#engine !== engine) return;
    this.#engine = undefined;
    this.#events.alive(false);
    if (!this.#closing) void this.#reopen();
  }

  /** Tries until it works: what keeps it from starting may pass, and the window shows meanwhile that there is none. */
  async #reopen(): Promise<void> {
    for (let attempt = 0; !this.#closing; attempt++) {
      await sleep(restartDelaysMs[Math.min(attempt, restartDelaysMs.length - 1)]);
      try {
        await this.open();
        return;
      } catch (error) {
        process.stderr.write(`The engine cannot be started: ${toWorkbenchError(error).message}\n`);
      }
    }
  }

  /** Ends the engine in order, if it is this window's own. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#first.reject(new WorkbenchError('engine_gone'));
    const engine = this.#engine;
    this.#engine = undefined;
    await engine?.close();
  }
}
