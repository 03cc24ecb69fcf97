/** The APIs for scripts, switched on and off while the engine runs. Who listens is the host's matter. */

import type { apisRows } from '../../src-shared/api/apis.ts';
import type { CallName, CallOutput, CallRequest, WorkbenchApi } from '../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { type ApisSettings, type ApisState, apisSettings } from '../../src-shared/model/index.ts';
import type { OperationStore } from '../store/port.ts';

/** The APIs as they are served at a port. */
export interface ServedApis {
  readonly address: string;
  close(): Promise<void>;
}

export interface ApisHost {
  /** Rejects with api_port_unusable. */
  serve(workbench: WorkbenchApi, port: number): Promise<ServedApis>;
  /** Where they are served until they are set, whatever is kept. */
  readonly port?: number | undefined;
}

export interface ApisDeskOptions {
  readonly store: Pick<OperationStore, 'getSetting' | 'setSetting'>;
  /** Absent: this engine's host serves nothing when asked to. */
  readonly host: ApisHost | undefined;
  /** What is served. */
  readonly workbench: () => WorkbenchApi;
  readonly log: (message: string, error: WorkbenchError) => void;
}

type Handlers = {
  readonly [N in keyof typeof apisRows & CallName]: (request: CallRequest<N>) => Promise<CallOutput<N>>;
};

export interface ApisDesk {
  /** `apis.set` rejects with apis_not_here, api_port_unusable, store_*. */
  readonly handlers: Handlers;
  /** Serves them, where that is switched on. */
  begin(): void;
  close(): Promise<void>;
}

const settingName = 'apis';
const never: ApisSettings = { enabled: false, port: 8080 };

export function createApisDesk({ store, host, workbench, log }: ApisDeskOptions): ApisDesk {
  let served: (ServedApis & { readonly port: number }) | undefined;
  let failure: WorkbenchError | undefined;
  let closed = false;

  function settings(): ApisSettings {
    const found = apisSettings.safeParse(store.getSetting(settingName));
    return found.success ? found.data : never;
  }

  function state(): ApisState {
    return {
      available: host !== undefined,
      settings: settings(),
      ...(served === undefined ? {} : { address: served.address }),
      ...(failure === undefined ? {} : { error: { code: failure.code, params: { ...failure.params } } }),
    };
  }

  /** Those of before go on until the new ones are there. */
  async function serveAt(by: ApisHost, port: number): Promise<void> {
    if (served?.port === port) return;
    const begun = await by.serve(workbench(), port);
    const before = served;
    // From now on, whatever becomes of those of before.
    served = { address: begun.address, port, close: () => begun.close() };
    await before?.close();
  }

  async function set(wish: ApisSettings): Promise<ApisState> {
    if (host === undefined || closed) throw new WorkbenchError('apis_not_here');
    if (wish.enabled) await serveAt(host, wish.port);
    store.setSetting(settingName, wish);
    if (!wish.enabled) {
      await served?.close();
      served = undefined;
    }
    failure = undefined;
    return state();
  }

  async function serveKept(): Promise<void> {
    if (host === undefined) return;
    const kept = settings();
    const port = host.port ?? (kept.enabled ? kept.port : undefined);
    if (port === undefined) return;
    try {
      await serveAt(host, port);
    } catch (error) {
      // That keeps nobody from the window, which shows it.
      failure = toWorkbenchError(error);
      log('The APIs are not served', failure);
    }
  }

  /** One after the other: what begins to listen and what ends must not cross. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(step: () => T | Promise<T>): Promise<T> {
    const made = last.then(step);
    last = made.catch(() => undefined);
    return made;
  }

  return {
    handlers: {
      'apis.get': () => inTurn(state),
      'apis.set': (wish) => inTurn(() => set(wish)),
    },
    begin: () => void inTurn(serveKept),
    close: () =>
      inTurn(async () => {
        closed = true;
        await served?.close();
        served = undefined;
      }),
  };
}
