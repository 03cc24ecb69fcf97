import { setTimeout as sleep } from 'node:timers/promises';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { AttachedEngine } from './attach.ts';
import { localCaller } from './caller.ts';
import type { EngineOptions, OpenedEngine, RunningEngine } from './open.ts';

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
 * Attaches by `connect` to the engine of the data folder, or starts one in this process. An engine that is just starting, or just
 * ending, is waited for. Rejects with engine_locked (it holds the folder and does not answer), engine_version,
 * engine_option (a running engine cannot be told what only its start decides), and what starting one rejects with.
 */
export async function openEngineBy(
  connect: (dataFolder: string) => Promise<AttachedEngine | undefined>,
  options: EngineOptions,
  start: (options: EngineOptions) => Promise<RunningEngine>,
  patienceMs = 10_000,
): Promise<OpenedEngine> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const running = await connect(options.dataFolder).catch((error: unknown) => {
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
