/** The CardReader port over PC/SC. */

import * as pcsclite from '@euicc-workbench/pcsclite';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { PcscBinding } from './pcsc-binding.ts';
import { PcscConnection, usableProtocol } from './pcsc-connection.ts';
import { fromPcsc, pcscCode, unavailable } from './pcsc-errors.ts';
import { PcscMonitor } from './pcsc-monitor.ts';
import { readNow, snapshotOf } from './pcsc-states.ts';
import type { CardConnection, ConnectOptions, Protocol, ReaderProvider, ReaderSnapshot } from './port.ts';

export interface PcscReadersOptions {
  readonly clock: Clock;
  /** The native package; another for tests. */
  readonly binding?: PcscBinding;
}

/** A program that has just ended may still be cleaned up after by the service: worth a moment, no more. */
const BUSY_PAUSES_MS = [50, 100, 200];
/** How long `close` waits for cards that are still at a command. */
const CLOSE_PATIENCE_MS = 2000;

/** Readers that PC/SC has. Needs no PC/SC to be made: where there is none, `snapshot` says so. */
export function createPcscReaders(options: PcscReadersOptions): ReaderProvider {
  return new PcscReaders(options.binding ?? pcsclite, options.clock);
}

class PcscReaders implements ReaderProvider {
  readonly kind = 'pcsc';
  readonly #binding: PcscBinding;
  readonly #clock: Clock;
  readonly #monitor: PcscMonitor;
  readonly #connections = new Set<PcscConnection>();
  readonly #closing = new AbortController();

  constructor(binding: PcscBinding, clock: Clock) {
    this.#binding = binding;
    this.#clock = clock;
    this.#monitor = new PcscMonitor(binding, clock);
  }

  async snapshot(): Promise<ReaderSnapshot> {
    try {
      const context = await this.#binding.openContext();
      try {
        return snapshotOf(await readNow(context));
      } finally {
        await context.close();
      }
    } catch (error) {
      return { status: unavailable(error), readers: [] };
    }
  }

  watch(listener: (snapshot: ReaderSnapshot) => void): () => void {
    if (this.#closing.signal.aborted) return () => {};
    return this.#monitor.subscribe(listener);
  }

  async connect(readerName: string, options: ConnectOptions = {}): Promise<CardConnection> {
    const signals = [this.#closing.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const signal = AbortSignal.any(signals);
    const { card, protocols, notes } = await this.#offer(
      readerName,
      options.protocols ?? ['T=0', 'T=1'],
      signal,
    );
    try {
      const connection: PcscConnection = new PcscConnection({
        card,
        // The watch knows it already; to ask once more is two exchanges with the service.
        atr: this.#monitor.atrOf(readerName) ?? (await card.status()).atr,
        protocol: usableProtocol(card, readerName),
        protocols,
        notes,
        clock: this.#clock,
        onEnd: () => {
          this.#connections.delete(connection);
          this.#monitor.refreshSoon();
        },
      });
      if (signal.aborted) throw new WorkbenchError('cancelled');
      this.#connections.add(connection);
      this.#monitor.refreshSoon();
      return connection;
    } catch (error) {
      void card.disconnect('leave').catch(() => {});
      throw fromPcsc(error, readerName, 'connect');
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([
      this.#monitor.close(),
      ...[...this.#connections].map((connection) => connection.close(CLOSE_PATIENCE_MS)),
    ]);
  }

  /** Offers all protocols, then each alone. Some T=0 cards refuse to be asked for both. */
  async #offer(
    readerName: string,
    protocols: readonly Protocol[],
    signal: AbortSignal,
  ): Promise<{ card: pcsclite.Card; protocols: readonly Protocol[]; notes: readonly string[] }> {
    let refusal: unknown;
    for (const offered of [protocols, ...(protocols.length > 1 ? protocols.map((one) => [one]) : [])]) {
      try {
        const card = await this.#open(readerName, offered, signal);
        const notes = offered === protocols ? [] : ['protocol_fallback'];
        return { card, protocols: offered, notes };
      } catch (error) {
        if (pcscCode(error) === 'SCARD_W_UNPOWERED_CARD') throw await this.#whyUnpowered(error, readerName);
        if (!refusesProtocol(error)) throw fromPcsc(error, readerName, 'connect');
        refusal ??= error;
      }
    }
    throw fromPcsc(refusal, readerName, 'connect');
  }

  /** pcscd says 'unpowered' also of a card that it could not power since that does not answer to reset. */
  async #whyUnpowered(error: unknown, readerName: string): Promise<WorkbenchError> {
    const { readers } = await this.snapshot();
    const mute = readers.some((reader) => reader.name === readerName && reader.presence === 'mute');
    return mute
      ? new WorkbenchError('card_unresponsive', { reader: readerName }, { cause: error })
      : fromPcsc(error, readerName, 'connect');
  }

  /** One kind of connection; a reader that is busy is asked again for a moment. */
  async #open(
    readerName: string,
    protocols: readonly Protocol[],
    signal: AbortSignal,
  ): Promise<pcsclite.Card> {
    for (const pause of [...BUSY_PAUSES_MS, undefined]) {
      try {
        const connecting = this.#binding.connect(readerName, { shareMode: 'exclusive', protocols });
        return await orCancelled(connecting, signal);
      } catch (error) {
        if (pause === undefined || pcscCode(error) !== 'SCARD_E_SHARING_VIOLATION') throw error;
        await this.#clock.sleep(pause, signal).catch(() => {
          throw new WorkbenchError('cancelled');
        });
      }
    }
    throw new WorkbenchError('reader_busy', { reader: readerName });
  }
}

/** A failed negotiation is reported as a mismatch, or (PPS) as a card that does not respond. */
function refusesProtocol(error: unknown): boolean {
  const code = pcscCode(error);
  return code === 'SCARD_E_PROTO_MISMATCH' || code === 'SCARD_W_UNRESPONSIVE_CARD';
}

/** PC/SC cannot be told to give up connecting: so a connection that comes after all is ended at once. */
function orCancelled(connecting: Promise<pcsclite.Card>, signal: AbortSignal): Promise<pcsclite.Card> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new WorkbenchError('cancelled'));
      connecting.then(
        (card) => card.disconnect('leave').catch(() => {}),
        () => {},
      );
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    connecting.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
