/** The key of the data folder: where it is kept, how it is changed, and the job that seals anew what older ones have sealed. */

import type { keyRows } from '../../src-shared/api/key.ts';
import type { CallOutput, CallRequest } from '../../src-shared/api.ts';
import { toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import type { KeyStatus } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { type HeldKey, inspectKey } from '../store/key.ts';
import type { ResealState, ResealStore } from '../store/reseal.ts';
import type { StoreKey } from '../store/seal.ts';

export interface KeyPorts {
  /** The data folder. */
  readonly folder: string;
  readonly key: HeldKey;
  /** Resolves when whoever else reads the database opens what is sealed with this key. */
  renewReaders(key: StoreKey): Promise<void>;
}

export interface KeyDeskOptions {
  readonly keys: ResealStore;
  /** Resolves when all that was written is safe from a loss of power. */
  readonly onDisk: () => Promise<void>;
  /** Absent where the records are in no data folder. */
  readonly ports: KeyPorts | undefined;
  readonly clock: Clock;
  /** Whether an operation runs: then the job waits between its parts for longer. */
  readonly busy: () => boolean;
  readonly log: (message: string, error: WorkbenchError) => void;
}

type Name = keyof typeof keyRows;

export interface KeyDesk {
  readonly handlers: { readonly [N in Name]: (request: CallRequest<N>) => Promise<CallOutput<N>> };
  /** Goes on, in the background, with what was begun before; for hosts that stay. */
  begin(): void;
  close(): Promise<void>;
}

/** Between two parts: as long as a part takes, so that at most half of the thread is its. */
const pauseMs = 20;
const busyPauseMs = 250;

const keyPlaceOf = { plain: 'file', passphrase: 'passphrase', keychain: 'keychain' } as const;

/** What a key file says of itself; `reseal`: absent where the folder is not open here. */
export function keyStatusOf(
  facts: NonNullable<ReturnType<typeof inspectKey>>,
  reseal?: KeyStatus['reseal'],
): KeyStatus {
  const { kind, passphrase, backend, number, older } = facts;
  return {
    place: keyPlaceOf[kind],
    ...(backend === undefined ? {} : { backend }),
    passphrase,
    number,
    older: [...older],
    ...(reseal === undefined ? {} : { reseal }),
  };
}

export function createKeyDesk({ keys, onDisk, ports, clock, busy, log }: KeyDeskOptions): KeyDesk {
  const closing = new AbortController();
  let stop = new AbortController();
  let running: Promise<void> | undefined;
  let adopted: Promise<void> = Promise.resolve();

  function inFolder(): KeyPorts {
    if (ports === undefined) throw new WorkbenchError('records_in_memory');
    return ports;
  }

  function status(): KeyStatus {
    const { folder } = inFolder();
    const facts = inspectKey(folder);
    if (facts === undefined) throw new WorkbenchError('store_key_missing', { folder, file: 'store.key' });
    const state = keys.state();
    return keyStatusOf(
      facts,
      state === undefined
        ? undefined
        : {
            running: running !== undefined,
            done: state.done,
            total: state.total,
            sealed: state.sealed,
            unreadable: state.unreadable,
          },
    );
  }

  /** Seals with the key as it is now. Those who read must have it before something is sealed with it. */
  function adopt(): Promise<void> {
    const { key, renewReaders } = inFolder();
    // One after the other, each with the newest: of two at once the older one could come last.
    const done = adopted.then(async () => {
      const present = key.key;
      await renewReaders(present);
      keys.use(present);
    });
    adopted = done.catch(() => undefined);
    return done;
  }

  async function reseal(signal: AbortSignal): Promise<void> {
    const { key } = inFolder();
    await adopt();
    let state: ResealState;
    for (;;) {
      state = keys.part();
      if (state.finished) break;
      await clock.sleep(busy() ? busyPauseMs : pauseMs, signal);
    }
    // A key that is forgotten before what was sealed anew is on the disk would take it with it at a loss of power.
    await onDisk();
    signal.throwIfAborted();
    if (state.unreadable > 0) return;
    await key.dropOlder(state.key);
    await adopt();
  }

  /** One at a time; what fails is told, and can be gone on with. */
  function run(): void {
    if (running !== undefined || inFolder().key.key.older.length === 0 || closing.signal.aborted) return;
    stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, closing.signal]);
    running = reseal(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) log('Sealing anew broke off', toWorkbenchError(error));
      })
      .finally(() => {
        running = undefined;
      });
  }

  async function pause(): Promise<void> {
    stop.abort();
    await running;
  }

  return {
    handlers: {
      async 'key.move'(place) {
        await inFolder().key.move(place);
        return { key: place.to };
      },
      async 'key.passphrase'({ passphrase }) {
        await inFolder().key.setPassphrase(passphrase);
        return {};
      },
      'key.status': async () => status(),
      async 'key.rotate'({ passphrase }) {
        const { key } = inFolder();
        keys.check();
        // A walk towards the key that was the newest would forget what this one needs.
        await pause();
        await key.rotate(passphrase);
        await adopt();
        run();
        return status();
      },
      async 'key.reseal'() {
        run();
        return status();
      },
      async 'key.pauseReseal'() {
        await pause();
        return status();
      },
    },
    begin() {
      if (ports !== undefined) run();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
