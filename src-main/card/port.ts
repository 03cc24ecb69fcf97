/**
 * The port behind which every kind of reader stands (PC/SC, simulated). Its comments are the contract, and
 * `test/card/reader-conformance.ts` runs it against each implementation.
 */

import type { ErrorData, WorkbenchError } from '../../src-shared/errors/index.ts';

export type ReaderKind = 'pcsc' | 'simulator';

export type CardPresence =
  /** No card. */
  | 'empty'
  /** A card that answered to reset, free to be used. */
  | 'present'
  /** A card that some program (perhaps this one) holds. */
  | 'in_use'
  /** A card that does not answer to reset. */
  | 'mute'
  /** The reader is there but gives no state. */
  | 'unavailable';

/** How a card leaves those who use it: as the code of the error that they get. */
export type CardGone = 'card_removed' | 'reader_unplugged';

export interface ReaderState {
  /** The name by which the reader is connected; unique within its provider and stable while it is plugged in. */
  readonly name: string;
  readonly presence: CardPresence;
  /** The card's answer to reset, where there is one. */
  readonly atr?: Uint8Array;
}

/** Whether readers of a kind can be had at all. `error` says why not (`pcsc_unavailable`, `pcsc_service_stopped`). */
export type ProviderStatus =
  | { readonly available: true }
  | { readonly available: false; readonly error: ErrorData };

export interface ReaderSnapshot {
  readonly status: ProviderStatus;
  readonly readers: readonly ReaderState[];
}

export type Protocol = 'T=0' | 'T=1';

export interface ConnectOptions {
  /** Protocols to offer. Default both; an adapter that is refused both offers each alone, and adds a note. */
  readonly protocols?: readonly Protocol[];
  readonly signal?: AbortSignal;
}

export interface TransmittedAll {
  readonly answers: readonly { readonly response: Uint8Array; readonly durationMs: number }[];
  readonly error?: WorkbenchError;
}

export interface CardConnection {
  readonly readerName: string;
  readonly atr: Uint8Array;
  readonly protocol: Protocol;
  /** What had to be done to get the connection, as `protocol_fallback`; empty where nothing. */
  readonly notes: readonly string[];
  /**
   * One command APDU to the card, one response (data and status word) back, exactly as they travel: no GET RESPONSE,
   * no retry. Calls are served in order. Rejects with reader_unplugged, card_removed, card_reset,
   * pcsc_service_stopped or reader_failed; after the first four the connection is dead and only `disconnect` is left.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /**
   * Only of readers where it is cheaper: commands as by so many `transmit`s, each sent only where the one before it was
   * answered with 9000 and nothing else. Answers as far as they came; `error`, as `transmit` has it, is what ended them.
   */
  transmitAll?(commands: readonly Uint8Array[]): Promise<TransmittedAll>;
  /** Resets the card (warm, or by removing power) and keeps the connection and its exclusivity. `atr` and `protocol` may change. */
  reset(kind: 'warm' | 'cold'): Promise<void>;
  /** Ends the connection; never rejects; further calls do nothing. `reset` leaves no open channel behind. */
  disconnect(disposition: 'leave' | 'reset' | 'unpower'): Promise<void>;
}

export interface ReaderProvider {
  readonly kind: ReaderKind;
  /** The readers as they are now. Never rejects: where there are none to be had, `status` says why. */
  snapshot(): Promise<ReaderSnapshot>;
  /**
   * Calls the listener once with the present state and then after every change (reader or card comes or goes, the
   * service stops or comes back), until the returned function is called. A watcher that loses the service goes on trying.
   */
  watch(listener: (snapshot: ReaderSnapshot) => void): () => void;
  /**
   * Connects to the card in a reader, for this connection alone, across processes (exclusive share). Rejects with
   * reader_not_found, card_absent, card_unresponsive, card_unpowered, reader_busy, protocol_mismatch,
   * pcsc_unavailable, pcsc_service_stopped, reader_failed, cancelled.
   */
  connect(readerName: string, options?: ConnectOptions): Promise<CardConnection>;
  /** Ends all connections and watchers. */
  close(): Promise<void>;
}
