/** Places for virtual cards, and what hands do there: put in, take out, power. Behind the simulated readers. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { CardGone, CardPresence, ReaderSnapshot, ReaderState } from '../card/port.ts';
import type { VirtualCard } from './virtual-card.ts';

/** A place for a card: what is in it, and who holds it. */
export interface Slot {
  readonly name: string;
  card: VirtualCard | undefined;
  mute: boolean;
  powered: boolean;
  /** The connection that has the card for itself. */
  holder: { end(error: WorkbenchError): void } | undefined;
}

function presenceOf(slot: Slot): CardPresence {
  if (slot.mute) return 'mute';
  if (slot.card === undefined) return 'empty';
  return slot.holder === undefined ? 'present' : 'in_use';
}

function stateOf(slot: Slot): ReaderState {
  const presence = presenceOf(slot);
  const { card } = slot;
  return { name: slot.name, presence, ...(card === undefined || slot.mute ? {} : { atr: card.atr }) };
}

/** The readers themselves, shared by the programs that use them. */
export class ReaderBank {
  readonly slots = new Map<string, Slot>();
  readonly clock: Clock;
  readonly patienceMs: number;
  readonly #listeners = new Set<() => void>();
  /** Ended with the readers: cards that would come back stay out. */
  readonly #end = new AbortController();

  constructor(clock: Clock, patienceMs: number) {
    this.clock = clock;
    this.patienceMs = patienceMs;
  }

  find(name: string): Slot {
    const slot = this.slots.get(name);
    if (slot === undefined) throw new WorkbenchError('reader_not_found', { reader: name });
    return slot;
  }

  add(name: string, card: VirtualCard | undefined): void {
    if (this.slots.has(name)) throw new RangeError(`there is a reader ${name} already`);
    this.slots.set(name, { name, card, mute: false, powered: false, holder: undefined });
    this.changed();
  }

  snapshot(): ReaderSnapshot {
    return { status: { available: true }, readers: [...this.slots.values()].map(stateOf) };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Takes the card out; whoever holds it gets the error of that code. */
  async eject(slot: Slot, code: CardGone): Promise<void> {
    const { card, holder } = slot;
    slot.card = undefined;
    slot.mute = false;
    slot.powered = false;
    slot.holder = undefined;
    holder?.end(new WorkbenchError(code, { reader: slot.name }));
    this.changed();
    await card?.powerOff().catch(() => {});
  }

  /** Puts a card in, taking out what is there. */
  async insert(slot: Slot, card: VirtualCard | 'mute'): Promise<void> {
    if (slot.card !== undefined || slot.mute) await this.eject(slot, 'card_removed');
    slot.card = card === 'mute' ? undefined : card;
    slot.mute = card === 'mute';
    this.changed();
  }

  /** Takes the card out; it comes back unless another one is in its place by then, or the reader is gone. */
  async remove(slot: Slot, backAfterMs: number | undefined): Promise<void> {
    const { card } = slot;
    await this.eject(slot, 'card_removed');
    if (card === undefined || backAfterMs === undefined) return;
    const stillFree = () => this.slots.get(slot.name) === slot && slot.card === undefined && !slot.mute;
    this.clock.sleep(backAfterMs, this.#end.signal).then(
      () => (stillFree() ? this.insert(slot, card) : undefined),
      () => {},
    );
  }

  /** The readers go on; cards that were to come back do not. */
  end(): void {
    this.#end.abort();
  }

  /** Power for the card, if it has none. A card that cannot start is mute. */
  async power(slot: Slot, card: VirtualCard): Promise<void> {
    if (slot.powered) return;
    try {
      await card.powerOn();
      if (slot.card === card) slot.powered = true;
    } catch (cause) {
      if (slot.card === card) {
        slot.mute = true;
        this.changed();
      }
      throw new WorkbenchError('card_unresponsive', { reader: slot.name }, { cause });
    }
  }
}
