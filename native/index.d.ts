/**
 * Node-API binding of PC/SC. Each `Context` and each `Card` has a thread and a PC/SC context of its own: whatever one
 * card does, no other call and no event loop waits for it. All functions that touch PC/SC return promises; those
 * reject with a `PcscError` and settle in the order of their calls.
 */

/** A PC/SC call that failed. */
export interface PcscError extends Error {
  /**
   * PC/SC's own literal, as `SCARD_E_NO_SERVICE` or `SCARD_W_REMOVED_CARD`; `SCARD_UNKNOWN_ERROR` for a value that is
   * in no table; `PCSC_LIBRARY_UNAVAILABLE` where the system has no PC/SC library; `PCSC_ADDON_UNAVAILABLE` where
   * this package has not been built.
   */
  readonly code: string;
  /** The returned number, unsigned (0x8010001D); 0 for `PCSC_ADDON_UNAVAILABLE`. */
  readonly value: number;
  /** The function that failed, as `SCardConnect`; empty where none was reached. */
  readonly function: string;
}

export type ShareMode = 'exclusive' | 'shared' | 'direct';
export type CardProtocol = 'T=0' | 'T=1' | 'raw';
export type Disposition = 'leave' | 'reset' | 'unpower' | 'eject';

/** What is known of a reader. `currentState` is an `eventState` as it came, or `ReaderStateFlag.UNAWARE`. */
export interface ReaderQuery {
  readonly name: string;
  readonly currentState: number;
}

export interface ReaderEvent {
  readonly name: string;
  /** Bits of `ReaderStateFlag`; the upper 16 bits count insertions and removals. */
  readonly eventState: number;
  /** Empty where there is no card, or one that does not answer. */
  readonly atr: Uint8Array;
}

export interface CardStatus {
  readonly readerName: string;
  /** Bits of `CardStateFlag`, the same on all systems. */
  readonly state: number;
  readonly protocol: CardProtocol | 'undefined';
  readonly atr: Uint8Array;
}

/** A PC/SC context that lists and watches readers. It dies with the service: `openContext` then gives a new one. */
export interface Context {
  /** SCardIsValidContext. pcsc-lite answers from memory, so that a dead service shows only in the next other call. */
  isValid(): Promise<boolean>;
  /** Names of the readers; empty where there are none. */
  listReaders(): Promise<string[]>;
  /**
   * Waits until the state of one of the readers differs from the one given, and returns the states of all. The name
   * `PNP_NOTIFICATION` stands for readers that come and go. Rejects with SCARD_E_TIMEOUT after `timeoutMs` (default:
   * never) and with SCARD_E_CANCELLED after `cancel` or `close`. Other calls on this context wait for it.
   */
  getStatusChange(
    readers: readonly ReaderQuery[],
    options?: { readonly timeoutMs?: number },
  ): Promise<ReaderEvent[]>;
  /** Ends the `getStatusChange` calls that have been made so far. Returns at once. */
  cancel(): void;
  /** Ends the wait and the queue (SCARD_E_CANCELLED), then the context and its thread. Resolves when they are gone. */
  close(): Promise<void>;
  /** As `close`, without waiting: everything that waits is rejected now, and the thread ends when it can. */
  abandon(): void;
}

/** A connection to the card in a reader, or with `direct` to the reader. */
export interface Card {
  readonly readerName: string;
  /** Changes with `reconnect`. `undefined` where connected directly. */
  readonly protocol: CardProtocol | 'undefined';
  /**
   * One command APDU, short or extended, and the response data with status word. With `transaction`, the exchange has
   * a transaction around it, so that a card lost before is noticed before the command is sent.
   */
  transmit(command: Uint8Array, options?: { readonly transaction?: boolean }): Promise<Uint8Array>;
  /**
   * 1 to 256 commands one after the other, each only where the one before it was answered with 90 00 and nothing else: as so
   * many `transmit`s, without the way through the event loop between them. Answers as far as they came, with the duration of
   * each in milliseconds; `error` is what ended them. Rejects where not even the first was answered.
   */
  transmitAll(commands: readonly Uint8Array[]): Promise<{
    readonly answers: readonly { readonly response: Uint8Array; readonly durationMs: number }[];
    readonly error?: PcscError;
  }>;
  /** SCardControl; make the code with `controlCode`. */
  control(code: number, data?: Uint8Array): Promise<Uint8Array>;
  /** SCardGetAttrib; numbers in `Attribute`. */
  getAttribute(attribute: number): Promise<Uint8Array>;
  status(): Promise<CardStatus>;
  beginTransaction(): Promise<void>;
  endTransaction(disposition?: Disposition): Promise<void>;
  /** SCardReconnect; `initialization` is what is done to the card (default `leave`). */
  reconnect(options: {
    readonly shareMode: ShareMode;
    readonly protocols: readonly CardProtocol[];
    readonly initialization?: Disposition;
  }): Promise<void>;
  /**
   * Waits for the calls before it, disconnects and ends context and thread. Rejects where SCardDisconnect fails (the
   * card or the service are gone); context and thread are gone then too. A second call gives the first one's promise.
   */
  disconnect(disposition?: Disposition): Promise<void>;
  /**
   * Gives up: everything that waits is rejected now with SCARD_E_CANCELLED, and nothing holds the event loop open. The
   * thread waits for the card on its own, then resets it and ends.
   */
  abandon(): void;
}

/** Whether the binary is there. Whether there is a library and a service, only `openContext` can tell. */
export function availability():
  | { readonly available: true }
  | { readonly available: false; readonly error: PcscError };

/** A new context. Rejects with SCARD_E_NO_SERVICE where no service runs, PCSC_LIBRARY_UNAVAILABLE, PCSC_ADDON_UNAVAILABLE. */
export function openContext(): Promise<Context>;

/** Connects to the card in a reader, on a new context. No protocols are wanted for `direct`. */
export function connect(
  readerName: string,
  options: { readonly shareMode: ShareMode; readonly protocols: readonly CardProtocol[] },
): Promise<Card>;

/** SCARD_CTL_CODE of this system. */
export function controlCode(code: number): number;

/** The reader name that stands for readers which come and go. macOS does not know it and answers with `UNKNOWN`. */
export const PNP_NOTIFICATION: string;

export const ReaderStateFlag: {
  readonly UNAWARE: 0x0000;
  readonly IGNORE: 0x0001;
  readonly CHANGED: 0x0002;
  readonly UNKNOWN: 0x0004;
  readonly UNAVAILABLE: 0x0008;
  readonly EMPTY: 0x0010;
  readonly PRESENT: 0x0020;
  readonly ATRMATCH: 0x0040;
  readonly EXCLUSIVE: 0x0080;
  readonly INUSE: 0x0100;
  readonly MUTE: 0x0200;
  readonly UNPOWERED: 0x0400;
};

export const CardStateFlag: {
  readonly UNKNOWN: 0x01;
  readonly ABSENT: 0x02;
  readonly PRESENT: 0x04;
  readonly SWALLOWED: 0x08;
  readonly POWERED: 0x10;
  readonly NEGOTIABLE: 0x20;
  readonly SPECIFIC: 0x40;
};

export const Attribute: {
  readonly VENDOR_NAME: number;
  readonly VENDOR_IFD_TYPE: number;
  readonly VENDOR_IFD_VERSION: number;
  readonly VENDOR_IFD_SERIAL_NO: number;
  readonly CHANNEL_ID: number;
  readonly MAXINPUT: number;
  readonly ICC_PRESENCE: number;
  readonly ICC_INTERFACE_STATUS: number;
  readonly CURRENT_PROTOCOL_TYPE: number;
  readonly ATR_STRING: number;
  readonly ICC_TYPE_PER_ATR: number;
  readonly DEVICE_FRIENDLY_NAME: number;
  readonly DEVICE_SYSTEM_NAME: number;
};
