/** What the readers of batches show: kept here, and told where it is another than before. */

import type { WorkbenchEvent } from '../../../src-shared/api.ts';
import type { Batch, Operation, Reader, StationPhase, StationSlot } from '../../../src-shared/model/index.ts';
import type { BatchStore, Served } from '../../store/batch-port.ts';

/** One reader. */
export interface Seat {
  busy: Promise<void> | undefined;
  /** A card has come while it was busy. */
  again: boolean;
  /** No card was in it since the present turn began. */
  out: boolean;
  phase: StationPhase;
  /** Why the card could not be read when it was put in. */
  unread: Operation | undefined;
  shown: Pick<StationSlot, 'eid' | 'line' | 'step' | 'operationId' | 'outcome' | 'error'>;
}

/** What of a seat is shown beside its phase. */
export type Shown = { readonly [K in keyof Seat['shown']]?: Seat['shown'][K] | undefined };

export interface SeatsPorts {
  readonly batches: Pick<BatchStore, 'getServed' | 'setServed' | 'expects' | 'batchIdOfReader'>;
  readonly readers: () => readonly Reader[];
  readonly emit: (event: WorkbenchEvent) => void;
}

export class Seats {
  readonly #ports: SeatsPorts;
  readonly #seats = new Map<string, Seat>();
  /** As they were told last, by batch and reader. */
  readonly #told = new Map<string, string>();

  constructor(ports: SeatsPorts) {
    this.#ports = ports;
  }

  reader(readerId: string): Reader | undefined {
    return this.#ports.readers().find(({ id }) => id === readerId);
  }

  hasCard(readerId: string): boolean {
    const presence = this.reader(readerId)?.presence ?? 'empty';
    return presence !== 'empty' && presence !== 'unavailable';
  }

  get(readerId: string): Seat {
    let seat = this.#seats.get(readerId);
    if (seat === undefined) {
      const served = this.#ports.batches.getServed(readerId);
      seat = { busy: undefined, again: false, out: false, phase: 'insert', unread: undefined, shown: {} };
      if (served !== undefined) this.show(seat, 'take_out', served);
      this.#seats.set(readerId, seat);
    }
    return seat;
  }

  show(seat: Seat, phase: StationPhase, shown: Shown = {}): void {
    seat.phase = phase;
    seat.shown = Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
  }

  /** The card has had its turn: it is not begun again while it is in. */
  endTurn(readerId: string, served: Served): void {
    const seat = this.get(readerId);
    if (seat.out || !this.hasCard(readerId)) {
      this.show(seat, 'insert', served);
      return;
    }
    this.#ports.batches.setServed(readerId, served);
    this.show(seat, 'take_out', served);
  }

  /** Readers or cards have come or gone: a card that is out has no turn any more. */
  changed(): void {
    for (const [readerId, seat] of this.#seats) {
      if (this.reader(readerId)?.presence !== 'empty') continue;
      seat.out = true;
      if (seat.busy !== undefined) continue;
      if (seat.phase === 'take_out') {
        this.#ports.batches.setServed(readerId, undefined);
        this.show(seat, 'insert', seat.shown);
      } else if (seat.phase === 'reading') this.show(seat, 'insert');
    }
  }

  /** A reader takes part in no batch any more, or in another one. */
  forget(readerId: string): void {
    if (this.#seats.get(readerId)?.busy === undefined) this.#seats.delete(readerId);
  }

  slots(batch: Batch): StationSlot[] {
    const expects = this.#ports.batches.expects(batch.id);
    return batch.readers.map((readerId) => {
      // What is going on there is another batch's.
      if (this.#ports.batches.batchIdOfReader(readerId) !== batch.id)
        return { batchId: batch.id, readerId, phase: 'resting', expects };
      const { phase, busy, shown } = this.get(readerId);
      const resting = batch.state !== 'running' && busy === undefined && phase === 'insert';
      const gone = this.reader(readerId) === undefined && phase !== 'put_back';
      return {
        batchId: batch.id,
        readerId,
        phase: gone ? 'reader_gone' : resting ? 'resting' : phase,
        ...shown,
        expects,
      };
    });
  }

  tell(batch: Batch): void {
    for (const slot of this.slots(batch)) {
      const text = JSON.stringify(slot);
      const place = `${batch.id}/${slot.readerId}`;
      if (this.#told.get(place) === text) continue;
      this.#told.set(place, text);
      this.#ports.emit({ type: 'station', slot });
    }
  }

  /** The turns that are under way. */
  turns(): Promise<void>[] {
    return [...this.#seats.values()].flatMap(({ busy }) => busy ?? []);
  }
}
