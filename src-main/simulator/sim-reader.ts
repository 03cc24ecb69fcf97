/**
 * Readers that are none: the CardReader port over virtual cards. Cards are put in and taken out, readers plugged and
 * unplugged, as a hand would do it.
 */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock, Entropy } from '../../src-shared/ports.ts';
import { systemClock, systemEntropy } from '../../src-shared/system-ports.ts';
import type {
  CardConnection,
  ConnectOptions,
  Protocol,
  ReaderProvider,
  ReaderSnapshot,
} from '../card/port.ts';
import { withApduFaults } from './faults/apdu-faults.ts';
import type { ApduFaults } from './faults/ports.ts';
import { ReaderBank, type Slot } from './reader-bank.ts';
import type { VirtualCard } from './virtual-card.ts';

export interface SimulatedReadersOptions {
  /** One reader each, in order; without a card it is empty. Names default to `Simulated reader 0` and so on. */
  readonly cards: readonly {
    readonly name?: string;
    readonly card?: VirtualCard;
    /** What goes wrong at the contacts of the card that is in it from the start. */
    readonly faults?: ApduFaults;
  }[];
  /** Milliseconds after which a card that does not answer is given up. Default 180,000, as with PC/SC readers. */
  readonly patienceMs?: number;
  readonly clock?: Clock;
  readonly entropy?: Entropy;
}

export interface SimulatedReaders extends ReaderProvider {
  readonly kind: 'simulator';
  /** Puts a card in, taking out what is there; `mute` one that does not answer to reset. Throws reader_not_found. */
  insert(readerName: string, card: VirtualCard | 'mute'): Promise<void>;
  /** Takes out what is in, and puts it back after that many milliseconds, where given. Throws reader_not_found. */
  remove(readerName: string, backAfterMs?: number): Promise<void>;
  /** What is in a reader; undefined for nothing, and for a card that does not answer. Throws reader_not_found. */
  cardIn(readerName: string): VirtualCard | undefined;
  /** Adds a reader; one of that name must not be there. */
  plug(readerName: string, card?: VirtualCard): void;
  /** Takes the reader away with its card. Throws reader_not_found. */
  unplug(readerName: string): Promise<void>;
  /** The same readers as another program has them: its own connections and watchers. */
  attach(): ReaderProvider;
}

/** Protocols that an answer to reset offers (ISO/IEC 7816-3 §8.2.3). */
export function protocolsOf(atr: Uint8Array): Protocol[] {
  const out = new Set<Protocol>();
  let at = 1;
  for (let present = (atr[at++] ?? 0) >> 4; ; ) {
    // TA, TB and TC of this group are passed over; TD names a protocol and the next group.
    for (const bit of [1, 2, 4]) if (present & bit) at++;
    const next = present & 8 ? atr[at++] : undefined;
    if (next === undefined) break;
    if ((next & 0x0f) === 0) out.add('T=0');
    if ((next & 0x0f) === 1) out.add('T=1');
    present = next >> 4;
  }
  return out.size === 0 ? ['T=0'] : [...out];
}

/** Why a card that is in the reader gave no answer, in words that go on after 'the reader reported'. */
function reasonOf(cause: unknown): string {
  if (cause instanceof WorkbenchError && cause.code === 'simulated_card_off')
    return 'that the card lost its power in the middle of a command';
  return cause instanceof Error ? cause.message : String(cause);
}

class Connection implements CardConnection {
  readonly readerName: string;
  readonly protocol: Protocol;
  readonly notes: readonly string[] = [];
  readonly #bank: ReaderBank;
  readonly #slot: Slot;
  readonly #card: VirtualCard;
  /** Rejects when the connection dies under a call. */
  readonly #gone: Promise<never>;
  #reject: (error: WorkbenchError) => void = () => {};
  #ended: WorkbenchError | undefined;
  /** Why the card is not asked any more, though the connection holds it. */
  #silent: WorkbenchError | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(bank: ReaderBank, slot: Slot, card: VirtualCard, protocol: Protocol) {
    this.readerName = slot.name;
    this.protocol = protocol;
    this.#bank = bank;
    this.#slot = slot;
    this.#card = card;
    this.#gone = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.#gone.catch(() => {});
  }

  get atr(): Uint8Array {
    return this.#card.atr;
  }

  end(error: WorkbenchError): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#reject(error);
  }

  transmit(command: Uint8Array): Promise<Uint8Array> {
    const bytes = command.slice();
    return this.#inTurn(() => this.#card.transmit(bytes));
  }

  async reset(kind: 'warm' | 'cold'): Promise<void> {
    await this.#inTurn(async () => {
      if (kind === 'warm') return this.#card.reset();
      await this.#card.powerOff();
      await this.#card.powerOn();
    });
  }

  /** Calls are served in order; one that the connection's end overtakes rejects with the reason of that end. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      this.#check();
      try {
        return await this.#inTime(Promise.race([work(), this.#gone]));
      } catch (cause) {
        // A card that is pulled may notice before the reader has said so.
        this.#check();
        const reason = reasonOf(cause);
        throw new WorkbenchError('reader_failed', { reader: this.readerName, reason }, { cause });
      }
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  #check(): void {
    const dead = this.#ended ?? this.#silent;
    if (dead !== undefined) throw dead;
  }

  /** A card that does not answer in time loses its power, and the connection is good for nothing but `disconnect`. */
  async #inTime<T>(answering: Promise<T>): Promise<T> {
    const { clock, patienceMs } = this.#bank;
    const answered = new AbortController();
    const late = clock.sleep(patienceMs, answered.signal).then(async (): Promise<never> => {
      const reason = `no answer of the card within ${patienceMs / 1000} s`;
      this.#silent = new WorkbenchError('reader_failed', { reader: this.readerName, reason });
      if (this.#slot.card === this.#card) this.#slot.powered = false;
      await this.#card.powerOff();
      throw this.#silent;
    });
    // Whichever comes second is of no interest any more.
    late.catch(() => {});
    answering.catch(() => {});
    try {
      return await Promise.race([answering, late]);
    } finally {
      answered.abort();
    }
  }

  async disconnect(disposition: 'leave' | 'reset' | 'unpower'): Promise<void> {
    if (this.#ended !== undefined) return;
    this.end(new WorkbenchError('reader_failed', { reader: this.readerName, reason: 'disconnected' }));
    const slot = this.#slot;
    try {
      if (disposition === 'reset') await this.#card.reset();
      if (disposition === 'unpower') {
        slot.powered = false;
        await this.#card.powerOff();
      }
    } catch {
      // The next connection finds out that the card is of no use any more.
      slot.powered = false;
    } finally {
      if (slot.holder === this) {
        slot.holder = undefined;
        this.#bank.changed();
      }
    }
  }
}

class Provider implements ReaderProvider {
  readonly kind = 'simulator';
  readonly bank: ReaderBank;
  readonly #connections = new Set<Connection>();
  readonly #stops = new Set<() => void>();

  constructor(bank: ReaderBank) {
    this.bank = bank;
  }

  async snapshot(): Promise<ReaderSnapshot> {
    return this.bank.snapshot();
  }

  watch(listener: (snapshot: ReaderSnapshot) => void): () => void {
    let stopped = false;
    const tell = () => {
      const snapshot = this.bank.snapshot();
      queueMicrotask(() => {
        if (!stopped) listener(snapshot);
      });
    };
    const forget = this.bank.onChange(tell);
    const stop = () => {
      stopped = true;
      forget();
      this.#stops.delete(stop);
    };
    this.#stops.add(stop);
    tell();
    return stop;
  }

  async connect(readerName: string, options: ConnectOptions = {}): Promise<CardConnection> {
    const { signal, protocols = ['T=0', 'T=1'] } = options;
    const cancelIfAsked = () => {
      if (signal?.aborted) throw new WorkbenchError('cancelled');
    };
    cancelIfAsked();
    const slot = this.bank.find(readerName);
    const { card } = slot;
    if (slot.mute) throw new WorkbenchError('card_unresponsive', { reader: readerName });
    if (card === undefined) throw new WorkbenchError('card_absent', { reader: readerName });
    if (slot.holder !== undefined) throw new WorkbenchError('reader_busy', { reader: readerName });
    const offered = protocolsOf(card.atr).filter((one) => protocols.includes(one));
    const protocol = offered.includes('T=1') ? 'T=1' : offered[0];
    if (protocol === undefined) throw new WorkbenchError('protocol_mismatch', { reader: readerName });
    const connection = new Connection(this.bank, slot, card, protocol);
    slot.holder = connection;
    this.bank.changed();
    try {
      await this.bank.power(slot, card);
      cancelIfAsked();
      if (slot.holder !== connection) throw new WorkbenchError('card_absent', { reader: readerName });
    } catch (error) {
      await connection.disconnect('leave');
      throw error;
    }
    this.#connections.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    for (const stop of [...this.#stops]) stop();
    const connections = [...this.#connections];
    this.#connections.clear();
    await Promise.all(connections.map((connection) => connection.disconnect('reset')));
  }
}

/**
 * Readers with cards in them. Closing ends this program's connections; the readers and cards stay, and a card that was to
 * come back does not.
 */
export function createSimulatedReaders(options: SimulatedReadersOptions): SimulatedReaders {
  const { clock = systemClock, entropy = systemEntropy, patienceMs = 180_000 } = options;
  const bank = new ReaderBank(clock, patienceMs);
  options.cards.forEach(({ name: given, card, faults }, index) => {
    const name = given ?? `Simulated reader ${index}`;
    const faulty =
      card === undefined || faults === undefined
        ? card
        : withApduFaults(card, {
            faults,
            clock,
            entropy,
            onRemoval: async (backAfterMs) => {
              const slot = bank.slots.get(name);
              if (slot !== undefined) await bank.remove(slot, backAfterMs);
            },
          });
    bank.add(name, faulty);
  });
  const provider = new Provider(bank);
  return {
    kind: 'simulator',
    snapshot: () => provider.snapshot(),
    watch: (listener) => provider.watch(listener),
    connect: (name, connectOptions) => provider.connect(name, connectOptions),
    close() {
      bank.end();
      return provider.close();
    },
    attach: () => new Provider(bank),
    insert: async (name, card) => bank.insert(bank.find(name), card),
    remove: async (name, backAfterMs) => bank.remove(bank.find(name), backAfterMs),
    cardIn: (name) => bank.find(name).card,
    plug: (name, card) => bank.add(name, card),
    async unplug(name) {
      const slot = bank.find(name);
      bank.slots.delete(name);
      await bank.eject(slot, 'reader_unplugged');
    },
  };
}
