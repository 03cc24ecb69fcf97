/** Lists that are being read as CSV, a piece for each call: so they cross every transport, as fast as their reader takes them. */

import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { FleetResource } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { FleetBulkRequest, FleetLists } from './fleet-lists-port.ts';

const mostBulks = 32;
/** A list that nobody goes on with is let go after this time, when there is need. */
const idleMs = 120_000;

interface Bulk {
  readonly chunks: AsyncIterator<string>;
  usedAt: number;
}

export interface Bulks {
  /** Rejects with fleet_bulks_full, and as `FleetLists.bulk`. */
  begin(
    resource: FleetResource,
    request: FleetBulkRequest,
  ): Promise<{ readonly id: number; readonly truncated: boolean }>;
  /** Without `lines` at the end. Rejects with fleet_bulk_ended, and as the lists do. */
  next(id: number): Promise<{ readonly lines?: string }>;
  /** Nobody wants the rest. False: it had ended already. */
  end(id: number): boolean;
}

export function createBulks(lists: FleetLists, clock: Clock): Bulks {
  const open = new Map<number, Bulk>();
  let lastId = 0;

  function dropIdle(): void {
    for (const [id, { usedAt }] of open) if (clock.now() - usedAt > idleMs) open.delete(id);
  }

  return {
    async begin(resource, request) {
      if (open.size >= mostBulks) dropIdle();
      if (open.size >= mostBulks) throw new WorkbenchError('fleet_bulks_full', { limit: mostBulks });
      const { truncated, chunks } = await lists.bulk(resource, request);
      const id = ++lastId;
      open.set(id, { chunks: chunks[Symbol.asyncIterator](), usedAt: clock.now() });
      return { id, truncated };
    },

    end: (id) => open.delete(id),

    async next(id) {
      const bulk = open.get(id);
      if (bulk === undefined) throw new WorkbenchError('fleet_bulk_ended', { id });
      bulk.usedAt = clock.now();
      try {
        const next = await bulk.chunks.next();
        if (next.done !== true) return { lines: next.value };
      } catch (error) {
        open.delete(id);
        throw error;
      }
      open.delete(id);
      return {};
    },
  };
}
