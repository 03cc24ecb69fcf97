/**
 * The card's side of vpcd's protocol: puts a virtual card into a reader that pcscd has through the driver of
 * vsmartcard (Debian: vsmartcard-vpcd). vpcd listens; the card dials.
 *
 * Every message is a length of two bytes, high byte first, and that many bytes. From the reader, a message of one
 * byte is an order (no command APDU is that short): power off, power on and reset are obeyed in silence, ATR is
 * answered with the answer to reset. Any other message is a command APDU, answered with the response APDU. The end of
 * the TCP connection is the card's removal, from whichever side.
 */

import { connect, type Socket } from 'node:net';
import { concatBytes } from '../../src-shared/bytes.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import { systemClock } from '../../src-shared/system-ports.ts';
import type { VirtualCard } from './virtual-card.ts';

const ORDER_POWER_OFF = 0;
const ORDER_POWER_ON = 1;
const ORDER_RESET = 2;
const ORDER_ATR = 4;

/** pcscd asks for the ATR every 400 ms; a reader that is silent for that many times as long holds another card. */
const GREETING_MS = 5000;

export interface VpcdOptions {
  readonly host: string;
  readonly port: number;
  readonly card: VirtualCard;
  /** Takes the card out, at any time. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * How a card's stay in the reader ended: by us, since the reader (pcscd) went away, or since the card lost its power in
 * the middle of a command. The protocol has no word for the last, so that it shows as a removal.
 */
export type VpcdEnd = 'removed' | 'reader_gone' | 'power_lost';

export interface VpcdBridge {
  /**
   * Resolves when the card is out, for whatever reason. Rejects with virtual_card_failed where the card's own code
   * threw; the card is out then too.
   */
  readonly ended: Promise<VpcdEnd>;
  /** Takes the card out. Resolves when it is; never rejects. */
  remove(): Promise<void>;
}

/**
 * Puts `card` into the reader that vpcd serves at host and port. Resolves when the reader has noticed it. Rejects with
 * vpcd_unreachable (nothing listens there), vpcd_silent (something does, but holds another card or is no vpcd) or
 * cancelled.
 */
export async function connectVpcd(options: VpcdOptions): Promise<VpcdBridge> {
  const { host, port, card, signal, clock = systemClock } = options;
  const socket = await dial(host, port, signal);
  const bridge = new Bridge(socket, card);
  const patience = new AbortController();
  const onAbort = () => void bridge.remove();
  signal?.addEventListener('abort', onAbort, { once: true });
  bridge.ended.finally(() => signal?.removeEventListener('abort', onAbort)).catch(() => {});
  try {
    const greeted = await Promise.race([
      bridge.greeted,
      bridge.ended.then(() => false),
      clock.sleep(GREETING_MS, patience.signal).then(() => false),
    ]);
    if (signal?.aborted) throw new WorkbenchError('cancelled');
    if (!greeted) throw new WorkbenchError('vpcd_silent', { host, port });
  } catch (error) {
    await bridge.remove();
    throw error;
  } finally {
    patience.abort();
  }
  return bridge;
}

function dial(host: string, port: number, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new WorkbenchError('cancelled'));
      return;
    }
    // Nagle's algorithm would hold a response back until vpcd has acknowledged the one before.
    const socket = connect({ host, port, noDelay: true });
    const onAbort = () => socket.destroy(new WorkbenchError('cancelled'));
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      signal?.removeEventListener('abort', onAbort);
      if (error instanceof WorkbenchError) reject(error);
      else
        reject(
          new WorkbenchError(
            'vpcd_unreachable',
            { host, port, reason: error.code ?? error.message },
            { cause: error },
          ),
        );
    });
    socket.once('connect', () => {
      signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

class Bridge implements VpcdBridge {
  readonly ended: Promise<VpcdEnd>;
  /** Resolves to true with the first message. */
  readonly greeted: Promise<boolean>;

  readonly #socket: Socket;
  readonly #card: VirtualCard;
  readonly #closed: Promise<void>;
  #greet: () => void = () => {};
  #pending: Uint8Array = new Uint8Array(0);
  #removed = false;
  #powerLost = false;
  #failure: unknown;
  #powered = false;
  /** The message at work; those behind it wait, as the reader sends orders without waiting for an answer. */
  #work: Promise<void> = Promise.resolve();

  constructor(socket: Socket, card: VirtualCard) {
    this.#socket = socket;
    this.#card = card;
    this.greeted = new Promise((resolve) => {
      this.#greet = () => resolve(true);
    });
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk: Uint8Array) => this.#receive(chunk));
    // The reason does not matter: `close` follows, and means removal.
    socket.on('error', () => {});
    this.ended = this.#untilEnd();
    this.ended.catch(() => {});
  }

  async remove(): Promise<void> {
    this.#removed = true;
    this.#socket.destroySoon();
    await this.ended.catch(() => {});
  }

  async #untilEnd(): Promise<VpcdEnd> {
    await this.#closed;
    // At once, also in the middle of a command: that is what a removal does to a card.
    if (this.#powered) {
      this.#powered = false;
      await this.#card.powerOff().catch((error: unknown) => {
        this.#failure ??= error;
      });
    }
    if (this.#failure !== undefined) {
      const reason = this.#failure instanceof Error ? this.#failure.message : String(this.#failure);
      throw new WorkbenchError('virtual_card_failed', { reason }, { cause: this.#failure });
    }
    if (this.#removed) return 'removed';
    return this.#powerLost ? 'power_lost' : 'reader_gone';
  }

  #receive(chunk: Uint8Array): void {
    let rest = this.#pending.length === 0 ? chunk : concatBytes(this.#pending, chunk);
    for (;;) {
      const length = ((rest[0] ?? 0) << 8) | (rest[1] ?? 0);
      if (rest.length < 2 || rest.length < 2 + length) break;
      const message = rest.slice(2, 2 + length);
      rest = rest.subarray(2 + length);
      this.#greet();
      this.#work = this.#work.then(() => this.#serve(message));
    }
    this.#pending = rest.slice();
  }

  async #serve(message: Uint8Array): Promise<void> {
    if (this.#failure !== undefined || this.#socket.destroyed) return;
    try {
      const answer = message.length === 1 ? await this.#obey(message[0] ?? 0) : await this.#transmit(message);
      if (answer !== undefined) this.#send(answer);
    } catch (error) {
      // Where the power went away in mid-command, a failing command is no fault.
      if (this.#socket.destroyed) return;
      if (error instanceof WorkbenchError && error.code === 'simulated_card_off') this.#powerLost = true;
      else this.#failure = error;
      this.#socket.destroy();
    }
  }

  async #obey(order: number): Promise<Uint8Array | undefined> {
    switch (order) {
      case ORDER_POWER_OFF:
        if (this.#powered) await this.#card.powerOff();
        this.#powered = false;
        return undefined;
      case ORDER_POWER_ON:
        // pcscd powers a card that has power where a program asks for a cold reset: that loses what is in RAM.
        if (this.#powered) await this.#card.powerOff();
        this.#powered = true;
        await this.#card.powerOn();
        return undefined;
      case ORDER_RESET:
        if (this.#powered) await this.#card.reset();
        else await this.#card.powerOn();
        this.#powered = true;
        return undefined;
      case ORDER_ATR:
        return this.#card.atr;
      default:
        return undefined;
    }
  }

  #transmit(command: Uint8Array): Promise<Uint8Array> {
    return this.#card.transmit(command);
  }

  /** In one write, so that it leaves in one segment. */
  #send(answer: Uint8Array): void {
    if (answer.length > 0xffff)
      throw new RangeError(`${answer.length} bytes do not fit into a message of vpcd`);
    const message = new Uint8Array(2 + answer.length);
    message[0] = answer.length >> 8;
    message[1] = answer.length & 0xff;
    message.set(answer, 2);
    this.#socket.write(message);
  }
}
