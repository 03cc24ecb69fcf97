/** The fleet's lists, asked of the thread that reads them. */

import type { Clock } from '../../src-shared/ports.ts';
import type { FleetBulk, FleetLists } from './fleet-lists-port.ts';
import type { QueryName, ReadingQueries } from './reading-protocol.ts';

/** As `ReadingThread`. */
export interface Asked {
  ask<N extends QueryName>(query: N, input: ReadingQueries[N]['input']): Promise<ReadingQueries[N]['answer']>;
}

export function createFleetLists(thread: Asked, clock: Clock): FleetLists {
  return {
    page: (resource, request) => thread.ask('fleet.page', { ...request, resource, now: clock.now() }),
    get: (resource, id) => thread.ask('fleet.get', { resource, id }),
    async bulk(resource, request): Promise<FleetBulk> {
      const begun = await thread.ask('fleet.startBulk', { ...request, resource, now: clock.now() });
      async function* chunks(): AsyncGenerator<string, void, undefined> {
        yield begun.head;
        let plan = begun.plan.left === 0 ? undefined : begun.plan;
        while (plan !== undefined) {
          const next: ReadingQueries['fleet.nextBulk']['answer'] = await thread.ask('fleet.nextBulk', plan);
          if (next.lines !== '') yield next.lines;
          plan = next.plan;
        }
      }
      return { truncated: begun.truncated, chunks: chunks() };
    },
  };
}
