/** The events that an SM-DS keeps: which server has something for which eUICC (SGP.22 v2.5 §3.6). */

import { z } from 'zod';
import { eidText, timestamp } from '../../../src-shared/model/index.ts';
import { jsonStateFile, type StateSealing } from '../state-file.ts';

const eventRecord = z.object({
  eid: eidText,
  eventId: z.string().min(1).max(255),
  /** Where the LPA goes: an SM-DP+, or the SM-DS that the event was forwarded by. */
  rspServerAddress: z.string().min(1).max(255),
  /** Function requester identifier of whoever registered it, and may delete it. */
  owner: z.string().max(100),
  /** The id under which the root SM-DS has it, where it was forwarded. */
  forwardedAs: z.string().max(255).optional(),
  registeredAt: timestamp,
});
export type EventRecord = z.infer<typeof eventRecord>;

const maxEvents = 10_000;
const smdsState = z.object({ version: z.literal(1), events: z.array(eventRecord).max(maxEvents) });

/** Where the events are kept. `save` has written them durably when it returns. */
export interface EventStore {
  load(): readonly EventRecord[];
  save(events: readonly EventRecord[]): void;
}

export function memoryEventStore(): EventStore {
  let kept: readonly EventRecord[] = [];
  return {
    load: () => kept,
    save: (events) => {
      kept = events;
    },
  };
}

/**
 * Keeps events in a JSON file of mode 0600, replaced as a whole, and sealed where `sealing` is given. Throws
 * `smds_state_unreadable` and `simulator_state_sealed`.
 */
export function fileEventStore(path: string, sealing?: StateSealing): EventStore {
  const file = jsonStateFile({
    path,
    sealing,
    schema: smdsState,
    code: 'smds_state_unreadable',
    what: 'an SM-DS',
  });
  return {
    load: () => file.load()?.events ?? [],
    save: (events) => file.save({ version: 1, events: [...events] }),
  };
}

/** The events by eUICC and id. The oldest gives way where there are too many. */
export class EventRecords {
  readonly #store: EventStore;
  #events: readonly EventRecord[];

  constructor(store: EventStore) {
    this.#store = store;
    this.#events = store.load();
  }

  all(): readonly EventRecord[] {
    return this.#events;
  }

  of(eid: string): readonly EventRecord[] {
    return this.#events.filter((one) => one.eid === eid);
  }

  find(eid: string, eventId: string): EventRecord | undefined {
    return this.#events.find((one) => one.eid === eid && one.eventId === eventId);
  }

  add(event: EventRecord): void {
    this.#save([...this.#events, event].slice(-maxEvents));
  }

  remove(event: EventRecord): void {
    this.#save(this.#events.filter((one) => one !== event));
  }

  #save(events: readonly EventRecord[]): void {
    this.#store.save(events);
    this.#events = events;
  }
}
