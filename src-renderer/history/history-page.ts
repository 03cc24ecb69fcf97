import { z } from 'zod';
import type { CallInput } from '../../src-shared/api.ts';
import { type HistoryEntry, historyEntry } from '../../src-shared/model/fleet.ts';
import type { WorkbenchState } from '../state/workbench.ts';
import type { Sort } from '../ui/sort.ts';

const answer = z.object({ list: z.array(historyEntry) });

export interface HistoryPageOf {
  readonly list: readonly HistoryEntry[];
  /** Absent: there is no more. */
  readonly cursor: string | undefined;
}

/**
 * What the rows are ordered by for an order of the page. Operations are numbered as they begin: by their numbers, which each index
 * has behind its field, those of a field are found in order, where by the time a hundred thousand would have to be sorted.
 */
export function rowOrder(sort: Sort): Sort {
  return sort.by === 'created' ? { ...sort, by: 'id' } : sort;
}

/** A page of the history. Rejects as `fleet.page` does. */
export async function askHistory(
  workbench: WorkbenchState,
  { order, ...request }: Omit<CallInput<'fleet.page'>, 'resource' | 'orderby'> & { readonly order: Sort },
): Promise<HistoryPageOf> {
  const { json, cursor } = await workbench.call('fleet.page', {
    resource: 'history',
    ...request,
    orderby: `${order.by} ${order.direction}`,
  });
  return { list: answer.parse(JSON.parse(json)).list, cursor };
}
