import { z } from 'zod';
import type { CallInput } from '../../src-shared/api.ts';
import { type HistoryEntry, historyEntry } from '../../src-shared/model/fleet.ts';
import type { WorkbenchState } from '../state/workbench.ts';

const answer = z.object({ list: z.array(historyEntry) });

export interface HistoryPageOf {
  readonly list: readonly HistoryEntry[];
  /** Absent: there is no more. */
  readonly cursor: string | undefined;
}

/**
 * A page of the history. Rejects as `fleet.page` does. Operations are numbered as they begin: by their numbers, which each index
 * has behind its field, those of a field are found in order, where by the time a hundred thousand would have to be sorted.
 */
export async function askHistory(
  workbench: WorkbenchState,
  request: Omit<CallInput<'fleet.page'>, 'resource'>,
): Promise<HistoryPageOf> {
  const orderby = request.orderby?.replace(/^created\b/, 'id');
  const { json, cursor } = await workbench.call('fleet.page', {
    resource: 'history',
    ...request,
    ...(orderby === undefined ? {} : { orderby }),
  });
  return { list: answer.parse(JSON.parse(json)).list, cursor };
}
