/** Events of the bench's SM-DS by hand. Their ids are matching ids, and so secret: outside they go by another name. */

import { createHash } from 'node:crypto';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { MakeSimulatedEvent, SimulatedEvent } from '../../src-shared/model/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import type { BenchOrders } from './bench-orders.ts';
import type { Smdp } from './smdp/index.ts';
import type { Smds } from './smds/index.ts';

export interface BenchEventsOptions {
  readonly orders: BenchOrders;
  readonly smdp: Smdp;
  /** Absent where the bench has none. */
  readonly smds: Smds | undefined;
  readonly onChange: () => void;
}

/** Stands for an event id, which nobody is told. */
function eventName(eid: string, eventId: string): string {
  return createHash('sha256').update(`${eid} ${eventId}`).digest('hex').slice(0, 16);
}

const orderOf = (order: string | undefined) => (order === undefined ? {} : { order });

export class BenchEvents {
  readonly #options: BenchEventsOptions;

  constructor(options: BenchEventsOptions) {
    this.#options = options;
  }

  /** Throws `simulator_no_smds`. */
  #needSmds(): Smds {
    const smds = this.#options.smds;
    if (smds === undefined) throw new WorkbenchError('simulator_no_smds');
    return smds;
  }

  list(): SimulatedEvent[] {
    const { byHand } = this.#options.smdp;
    const names = new Map(byHand.offers().map((one) => [byHand.terms(one).matchingId, one.name]));
    return (this.#options.smds?.events() ?? [])
      .slice(-simulatorLimits.shown)
      .map(({ eid, eventId, rspServerAddress, registeredAt }) => ({
        event: eventName(eid, eventId),
        eid,
        server: rspServerAddress,
        registeredAt,
        ...orderOf(names.get(eventId)),
      }));
  }

  /** Throws `simulator_no_smds`, `simulator_order_unknown`, `simulator_event_taken`. */
  make({ eid, order, eventId, server }: MakeSimulatedEvent): SimulatedEvent {
    const smds = this.#needSmds();
    const ofOrder = order === undefined ? undefined : this.#options.orders.code(order).matchingId;
    const id = ofOrder ?? eventId ?? this.#options.orders.newMatchingId();
    const event = { eid, eventId: id, rspServerAddress: server ?? this.#options.smdp.address };
    if (!smds.byHand.register(event)) throw new WorkbenchError('simulator_event_taken');
    this.#options.onChange();
    return this.#event(eventName(eid, id));
  }

  #event(event: string): SimulatedEvent {
    const found = this.list().find((one) => one.event === event);
    if (found === undefined) throw new WorkbenchError('simulator_event_unknown');
    return found;
  }

  /** Throws `simulator_no_smds`, `simulator_event_unknown`. Gives the event as it was. */
  delete(event: string): SimulatedEvent {
    const smds = this.#needSmds();
    const was = this.#event(event);
    const found = smds.events().find((one) => eventName(one.eid, one.eventId) === event);
    if (found !== undefined) smds.byHand.remove(found);
    this.#options.onChange();
    return was;
  }
}
