/** Lists that are being read as CSV, a piece for each call: so they cross every transport, as fast as their reader takes them. */

import type { Caller } from '../../src-shared/api.ts';
import { WorkbenchError } from '../../src-shared/errors/index.ts';
import type { FleetResource } from '../../src-shared/model/index.ts';
import type { Clock } from '../../src-shared/ports.ts';
import type { FleetBulkRequest, FleetLists } from './fleet-lists-port.ts';

const mostBulks = 32;
/** A list that nobody goes on with is let go after this time, when there is need. */
const idleMs = 120_000;

interface Bulk {
  /** Nobody else can go on with it. */
  readonly owner: Caller;
  readonly chunks: AsyncIterator<string>;
  usedAt: number;
}

export interface Bulks {
  /** Rejects with fleet_bulks_full, and as `FleetLists.bulk`. */
  begin(
    resource: FleetResource,
    request: FleetBulkRequest,
    owner: Caller,
  ): Promise<{ readonly id: number; readonly truncated: boolean }>;
  /** Without `lines` at the end. Rejects with fleet_bulk_ended (another's list too is none), and as the lists do. */
  next(id: number, caller: Caller): Promise<{ readonly lines?: string }>;
  /** Nobody wants the rest. False: it had ended already, or is another's. */
  end(id: number, caller: Caller): boolean;
}

export function createBulks(lists: FleetLists, clock: Clock): Bulks {
  const open = new Map<number, Bulk>();
  let lastId = 0;

  /** Lists that are being begun count too. */
  let beginning = 0;

  function dropIdle(): void {
    for (const [id, { usedAt }] of open) if (clock.now() - usedAt > idleMs) open.delete(id);
  }

  function find(id: number, { createdBy, source }: Caller): Bulk | undefined {
    const bulk = open.get(id);
    return bulk?.owner.createdBy === createdBy && bulk.owner.source === source ? bulk : undefined;
  }

  return {
    async begin(resource, request, owner) {
      if (open.size + beginning >= mostBulks) dropIdle();
      if (open.size + beginning >= mostBulks)
        throw new WorkbenchError('fleet_bulks_full', { limit: mostBulks });
      beginning++;
      try {
        const { truncated, chunks } = await lists.bulk(resource, request);
        const id = ++lastId;
        open.set(id, { owner, chunks: chunks[Symbol.asyncIterator](), usedAt: clock.now() });
        return { id, truncated };
      } finally {
        beginning--;
      }
    },

    end: (id, caller) => find(id, caller) !== undefined && open.delete(id),

    async next(id, caller) {
      const bulk = find(id, caller);
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
